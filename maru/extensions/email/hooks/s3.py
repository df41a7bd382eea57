"""Amazon S3: one signed GetObject ("GetObject", "Error responses", "Signature Version 4").

The signature is made by requests-aws4auth; the asking is ours, under the guard of every other
fetch (S9) and streamed (0165).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from django.conf import settings

from maru.extensions.email.hooks.bucket import Bucket
from maru.extensions.email.hooks.s3_trouble import MEANINGS, S3Trouble
from maru.kit.blobs import store
from maru.kit.http import NotFetched, Streamed, streamed
from maru.records.channels.acceptance import Stored

# Longer than SNS waits for an answer (15 s): what is stored meanwhile is known when it asks again.
PATIENCE = 60.0  # seconds
TRIAL = 15.0  # seconds
SETUP = "AMAZON_SES_SETUP_NOTIFICATION"  # SES puts it into the bucket when the rule is made
_SAID = 4_000  # bytes of an error that are read
_ENCRYPTED = ("x-amz-meta-x-amz-key-v2", "x-amz-meta-x-amz-key")  # by SES, not by the bucket


def store_object(bucket: Bucket, key: str) -> Stored:
    """Put an object into the blobs as it comes, and return where. Raises S3Trouble, or OSError for
    our disk; nothing is kept then. Blocks up to a minute."""
    with _opened(bucket, key, PATIENCE) as answer:
        if any(name in answer.headers for name in _ENCRYPTED):
            raise S3Trouble("s3_encrypted")
        if answer.size is not None and answer.size > settings.MAIL_MAX_BYTES:
            raise S3Trouble("too_large")
        return Stored(*store().put_stream(_bounded(answer)))


def try_out(bucket: Bucket) -> S3Trouble | None:
    """Return what keeps Maru from reading the bucket; None if it reads. Blocks up to 15 s."""
    try:
        with _opened(bucket, bucket.prefix + SETUP, TRIAL):
            return None
    except S3Trouble as why:
        return S3Trouble("s3_empty_place") if why.code == "s3_gone" else why


def url_of(region: str, bucket: str, key: str) -> str:
    """Return where an object lies: under the bucket's own name, but where TLS has none for it."""
    host = f"s3.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}"
    path = quote(key, safe="/~")
    if at := settings.MAIL_PROVIDERS_AT.get("s3", ""):
        return f"{at}/{bucket}/{path}"
    # The certificate is for *.s3.REGION.amazonaws.com: one label, so no dots.
    return f"https://{host}/{bucket}/{path}" if "." in bucket else f"https://{bucket}.{host}/{path}"


def signed(url: str, region: str, key_id: str, secret: str) -> dict[str, str]:
    """Return the headers of a signed GET."""
    # Only who reads from S3 pays for it.
    from requests.models import PreparedRequest
    from requests.structures import CaseInsensitiveDict
    from requests_aws4auth import AWS4Auth

    class AsItIs(AWS4Auth):  # type: ignore[misc]
        def amz_cano_path(self, path: str) -> str:
            # S3 signs the path as it is asked for. The library tidies // and .. away, which are
            # good names in S3: of a prefix with a slash before it, no signature would be right.
            return path

    request = PreparedRequest()
    request.method, request.url, request.headers = "GET", url, CaseInsensitiveDict()
    AsItIs(key_id, secret, region, "s3")(request)
    return {name: str(value) for name, value in request.headers.items()}


@contextmanager
def _opened(bucket: Bucket, key: str, seconds: float) -> Iterator[Streamed]:
    key_id, secret = bucket.credentials
    if not key_id or not secret:
        raise S3Trouble("s3_no_key")
    url = url_of(bucket.region, bucket.name, key)
    headers = {"Accept-Encoding": "identity", "User-Agent": "Maru"}
    try:
        headers |= signed(url, bucket.region, key_id, secret)
        with streamed(url, headers=headers, seconds=seconds) as answer:
            if answer.status != 200:
                raise _trouble(answer)
            yield answer
    except NotFetched as why:
        raise S3Trouble("s3_away") from why


def _trouble(answer: Streamed) -> S3Trouble:
    said = answer.head(_SAID).decode("utf-8", "replace")
    name = _element(said, "Code") or str(answer.status)
    region = _element(said, "Region") or answer.headers.get("x-amz-bucket-region", "")
    if name == "AuthorizationHeaderMalformed" and region:
        return S3Trouble("s3_region", region)
    if answer.status >= 500 or answer.status == 429:
        return S3Trouble("s3_away", name)
    code = "s3_kms" if name.startswith("KMS.") else MEANINGS.get(name, "s3_refused")
    return S3Trouble(code, region if code == "s3_region" else name)


def _element(said: str, name: str) -> str:
    # What is wanted are two words; an XML reader would be more than they need.
    found = re.search(rf"<{name}>([\w.-]{{1,80}})</{name}>", said)
    return found[1] if found else ""


def _bounded(answer: Streamed) -> Iterator[bytes]:
    come = 0
    for chunk in answer.chunks():
        come += len(chunk)
        if come > settings.MAIL_MAX_BYTES:
            raise S3Trouble("too_large")
        yield chunk
