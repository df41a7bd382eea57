"""Amazon S3's GetObject on loopback: what it checks, gives and refuses, as documented.

"Signature Calculations for the Authorization Header", "GetObject" and "Error responses" of its API
reference. The signature is reckoned anew here, from the request as it came.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

from maru.kit.http.tests.loopback import Speaking, serving

REGION = "ap-northeast-2"
KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<id>\w+)/(?P<day>\d{8})/(?P<region>[\w-]+)/s3/aws4_request, ?"
    r"SignedHeaders=(?P<names>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})"
)


class Refused(Exception):
    def __init__(self, status: int, code: str, more: str = "", **headers: str) -> None:
        self.status, self.code, self.more, self.headers = status, code, more, headers


@dataclass
class Box:
    """One bucket. ``lets_read``, ``lets_list``: what IAM allows the key."""

    region: str = REGION
    objects: dict[str, bytes] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    refusals: dict[str, Refused] = field(default_factory=dict)  # by key
    lets_read: bool = True
    lets_list: bool = False


class S3:
    """One region's endpoint. ``asked`` are the objects that were asked for; ``breaks_off``: only
    half an object comes; ``pause``: seconds between its pieces; ``hides_size``: it comes in chunks
    and says nothing of its length (as behind some proxies)."""

    def __init__(self) -> None:
        self.boxes: dict[str, Box] = {}
        self.asked: list[str] = []
        self.breaks_off = self.hides_size = False
        self.pause = 0.0
        self.away: Refused | None = None
        self.clock = timedelta(0)
        outer = self

        class Answer(Speaking):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                # Not self.path: http.server tidies // at the beginning away.
                path = self.requestline.split(" ")[1]
                try:
                    outer.give(self, path)
                except Refused as why:
                    said = (
                        '<?xml version="1.0" encoding="UTF-8"?>\n'
                        f"<Error><Code>{why.code}</Code><Message>No.</Message>{why.more}"
                        "<RequestId>4442587FB7D0A2F9</RequestId></Error>"
                    )
                    named = {k.replace("_", "-"): v for k, v in why.headers.items()}
                    self.say(why.status, said.encode(), named)

        self.handler = Answer
        self.address = ""  # once it is served

    def give(self, answer: Speaking, path: str) -> None:
        if self.away:
            raise self.away
        self._prove(answer, path)
        name, _, key = unquote(path).removeprefix("/").partition("/")
        self.asked.append(key)
        box = self.boxes.get(name)
        if box is None:
            raise Refused(404, "NoSuchBucket", f"<BucketName>{name}</BucketName>")
        if box.region != REGION:
            raise Refused(
                301, "PermanentRedirect", f"<Endpoint>{name}.s3.amazonaws.com</Endpoint>",
                x_amz_bucket_region=box.region,
            )  # fmt: skip
        if not box.lets_read or (key not in box.objects and not box.lets_list):
            raise Refused(403, "AccessDenied")
        if key in box.refusals:
            raise box.refusals[key]
        if key not in box.objects:
            raise Refused(404, "NoSuchKey", f"<Key>{key}</Key>")
        self._send(answer, box.objects[key], box.metadata)

    def _prove(self, answer: Speaking, path: str) -> None:
        given = _AUTHORIZATION.fullmatch(answer.headers.get("Authorization", ""))
        body = answer.headers.get("x-amz-content-sha256")
        if given is None:
            raise Refused(403, "AccessDenied")
        if body is None:
            raise Refused(400, "InvalidRequest")
        if given["region"] != REGION:
            raise Refused(400, "AuthorizationHeaderMalformed", f"<Region>{REGION}</Region>")
        if given["id"] != KEY_ID:
            raise Refused(403, "InvalidAccessKeyId")
        at = answer.headers.get("x-amz-date", "")
        said = datetime.strptime(at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if abs(datetime.now(UTC) + self.clock - said) > timedelta(minutes=15):
            raise Refused(403, "RequestTimeTooSkewed")
        names = given["names"].split(";")
        if "host" not in names or "x-amz-content-sha256" not in names:
            raise Refused(403, "SignatureDoesNotMatch")
        headers = "".join(f"{name}:{answer.headers[name].strip()}\n" for name in names)
        asked, _, query = path.partition("?")
        canonical = quote(unquote(asked), safe="/~")
        request = "\n".join(["GET", canonical, query, headers, given["names"], body])
        scope = f"{given['day']}/{REGION}/s3/aws4_request"
        hashed = hashlib.sha256(request.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashed}"
        key = f"AWS4{SECRET}".encode()
        for part in (given["day"], REGION, "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        if hmac.new(key, text.encode(), "sha256").hexdigest() != given["signature"]:
            raise Refused(403, "SignatureDoesNotMatch")

    def _send(self, answer: Speaking, data: bytes, metadata: dict[str, str]) -> None:
        answer.send_response(200)
        for name, value in metadata.items():
            answer.send_header(name, value)
        answer.send_header("ETag", f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"')
        if self.hides_size:
            answer.send_header("Transfer-Encoding", "chunked")
        else:
            answer.send_header("Content-Length", str(len(data)))
        answer.end_headers()
        end = len(data) // 2 if self.breaks_off else len(data)
        try:
            for start in range(0, end, 65_536):
                piece = data[start : min(start + 65_536, end)]
                if self.hides_size:
                    piece = b"%x\r\n%s\r\n" % (len(piece), piece)
                answer.wfile.write(piece)
                time.sleep(self.pause)
            if self.hides_size and not self.breaks_off:
                answer.wfile.write(b"0\r\n\r\n")
        except OSError:
            pass  # who asked went away
        answer.close_connection = answer.close_connection or self.breaks_off


@contextmanager
def s3_on_loopback() -> Iterator[S3]:
    s3 = S3()
    with serving(s3.handler) as s3.address:
        yield s3
