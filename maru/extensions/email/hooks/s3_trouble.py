"""What can be wrong with a mail that lies in S3, as a code and in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "in_s3": _("A mail came that lies in an S3 bucket. Name the bucket and a key that may read it "
               "at “Mail in S3”. The mail is still in the bucket."),
    "s3_other": _("A mail came that lies in another S3 bucket than the one named here."),
    "s3_no_key": _("There is no key for S3: give one here, or MARU_S3_KEY_ID and MARU_S3_SECRET."),
    "s3_key": _("S3 does not take the key. Are the access key and its secret whole, and is the key "
                "active in IAM?"),
    "s3_denied": _("S3 does not let the key read the mail. It needs s3:GetObject for the bucket "
                   "and, where the bucket is encrypted with KMS, kms:Decrypt. S3 says the same of "
                   "a file that is not there, unless the key may list the bucket."),
    "s3_kms": _("S3 cannot open the mail with its KMS key. Is that key switched on, and may the "
                "user decrypt with it (kms:Decrypt)?"),
    "s3_bucket": _("There is no S3 bucket of this name. Is it spelled right?"),
    "s3_region": _("The S3 bucket is in another region than the one named here."),
    "s3_clock": _("S3 says that the clock of this machine is wrong: it is off by more than 15 "
                  "minutes."),
    "s3_gone": _("A mail came that is not in the S3 bucket (any more). Does a lifecycle rule "
                 "delete it too soon?"),
    "s3_archived": _("A mail lies in the archive of S3 (Glacier) and has to be restored there "
                     "first. Does a lifecycle rule move it too soon?"),
    "s3_encrypted": _("SES encrypts mail for the S3 bucket itself. Switch off “Message "
                      "encryption” in the action of the rule; the bucket's own encryption may "
                      "stay. The mail is still in the bucket."),
    "s3_away": _("S3 does not answer, or breaks off. Maru is asked to take the mail again in a "
                 "while."),
    "s3_refused": _("S3 refuses to give the mail."),
    "s3_empty_place": _("The key reads the bucket, but the file that SES puts there when the rule "
                        "is made is not there. Is the prefix right? If somebody deleted that "
                        "file, all is well: write a mail to the address to be sure."),
}  # fmt: skip

# Waiting mends none of these.
FINAL = {"s3_gone", "s3_archived", "s3_encrypted"}

# "Error responses" of the Amazon S3 API reference.
MEANINGS = {
    "AccessDenied": "s3_denied",
    "AuthorizationHeaderMalformed": "s3_key",
    "ExpiredToken": "s3_key",
    "IllegalLocationConstraintException": "s3_region",
    "InvalidAccessKeyId": "s3_key",
    "InvalidObjectState": "s3_archived",
    "InvalidToken": "s3_key",
    "NoSuchBucket": "s3_bucket",
    "NoSuchKey": "s3_gone",
    "PermanentRedirect": "s3_region",
    "RequestTimeTooSkewed": "s3_clock",
    "RequestTimeout": "s3_away",
    "SignatureDoesNotMatch": "s3_key",
    "SlowDown": "s3_away",
    "TemporaryRedirect": "s3_away",
}


class S3Trouble(Exception):
    """``code`` is one of WORDS, or too_large; ``detail`` is what S3 said, on one line."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail

    @property
    def is_final(self) -> bool:
        return self.code in FINAL or self.code == "too_large"


def in_words(code: str) -> str | Promise:
    return WORDS[code]
