"""One form of error: a code for programs, a sentence for people, the fields that are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field

from maru.kit.api.sentences import fields_of, sentence_for
from maru.kit.database.away import is_away
from maru.kit.database.full import is_full
from maru.kit.idempotency.once import KeyReused, KeyUnusable
from maru.kit.refusing.refusal import Refusal


class ErrorBody(Schema):
    code: str = Field(description="A word for programs; it does not change.")
    message: str = Field(description="A sentence for people, in the language of Accept-Language.")
    fields: dict[str, str] = Field(description="What is wrong with which field.")


class Error(Schema):
    """What every refusal looks like."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "error": {"code": "not_found", "message": "There is no such thing.", "fields": {}}
            }
        }
    )
    error: ErrorBody


class Failed(Schema):
    """An error as ninja knows what an operation may answer."""

    response: Error


class ApiError(Exception):
    """A refusal in words. ``more`` stands beside "error" in the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.message = status, code, message
        self.fields, self.headers, self.more = dict(fields or {}), dict(headers or {}), more

    def as_response(self) -> HttpResponse:
        error = {"code": self.code, "message": self.message, "fields": self.fields}
        return JsonResponse(
            {"error": error, **self.more},
            status=self.status,
            headers=self.headers,
            json_dumps_params={"ensure_ascii": False},
        )


def error_for(status: int) -> ApiError:
    """Return the error of a bare HTTP status."""
    code, message = sentence_for(status)
    return ApiError(status, code, message)


def translate(error: Exception) -> ApiError | None:
    """Return what a client is told of ``error``; None for what nobody foresaw."""
    match error:
        case ApiError():
            return error
        case Refusal():
            return ApiError(error.status, error.code, error.words, **error.more)
        case Http404():
            return error_for(404)
        case PermissionDenied():
            return ApiError(403, "role_not_allowed", _("Your role does not allow this."))
        case AuthenticationError():
            return error_for(401)
        case ValidationError():
            return ApiError(
                422, "invalid", _("Some of it is not valid."), fields=fields_of(error.errors)
            )
        case KeyReused():
            return ApiError(
                422, "idempotency_key_reused",
                _("This Idempotency-Key came earlier with another request."),
            )  # fmt: skip
        case KeyUnusable():
            return ApiError(
                422, "idempotency_key_invalid",
                _("An Idempotency-Key has 1 to 200 printable ASCII characters."),
            )  # fmt: skip
        case RequestDataTooBig():
            return error_for(413)
        case HttpError():
            # ninja hides what its parser met behind a 400 of its own.
            cause = error.__cause__ or error.__context__
            hidden = translate(cause) if isinstance(cause, Exception) else None
            return hidden or error_for(error.status_code)
    if is_full(error):
        return error_for(507)
    return error_for(503) if is_away(error) else None


def speak_of_errors(api: NinjaAPI) -> None:
    """Have ``api`` answer every foreseen exception in our form."""

    def answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        told = translate(error) if isinstance(error, Exception) else None
        if told is None:
            raise error  # Django logs it and answers 500
        return told.as_response()

    for kind in (
        ApiError, Refusal, Http404, PermissionDenied, AuthenticationError, ValidationError,
        KeyReused, KeyUnusable, RequestDataTooBig, HttpError, OSError,
    ):  # fmt: skip
        api.add_exception_handler(kind, answer)
