"""A brand's form on the web, and what was sent by it until its address is confirmed."""

from maru.extensions.webform.linked_address import LinkedAddress
from maru.extensions.webform.submission import Submission
from maru.extensions.webform.web_form import WebForm

__all__ = ["LinkedAddress", "Submission", "WebForm"]
