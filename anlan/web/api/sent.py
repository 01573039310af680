"""What a program sends: JSON as the whole body, or as the part ``body`` of a form whose other parts are files.

Both are the same act. Each file is a part under the name of the question that asks for it, several of one name where
several are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.params.models import BodyModel, Param

from anlan.kernel.records.workflow import Ask
from anlan.web.api.errors import Fault, Unacceptable, UnreadableForm

type Files = MultiValueDict[str, Any]

FORM, PART = "multipart/form-data", "body"
BROKEN = (MultiPartParserError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, UnreadablePostError)


class JsonOrForm(BodyModel):
    """Reads the JSON from wherever it stands, once it is known who calls."""

    @classmethod
    def get_request_data(cls, request: HttpRequest, api: NinjaAPI, path_params: dict[str, Any]) -> Any:
        """The values of the JSON, under the name of the view's argument. Raises UnreadableForm, Unacceptable."""
        if request.content_type != FORM:
            return super().get_request_data(request, api, path_params)
        try:
            fields = request.POST
        except BROKEN as error:
            raise UnreadableForm from error
        faults = [Fault(name, _("There is no such field.")) for name in fields if name != PART]
        if len(fields.getlist(PART)) != 1:
            faults.append(Fault(PART, _("This is required.")))
        if faults:
            raise Unacceptable(faults)
        try:
            values = cast(Any, api.parser).values_of(text=fields[PART])
        except (ValueError, RecursionError) as error:
            raise HttpError(400, "no JSON") from error
        return {cast(Any, cls).__read_from_single_attr__: values}


class Sent(Param):  # type: ignore[misc]
    """Marks the argument of a view that is the JSON of either."""

    _model = JsonOrForm

    @classmethod
    def _param_source(cls) -> str:
        """In openapi.json it stands where JSON by itself stands."""
        return "body"


def files_of(request: HttpRequest) -> Files:
    """What came beside the JSON, by name; asked for when that was read."""
    return cast(Files, request.FILES) if request.content_type == FORM else MultiValueDict()


def described(*, schema: type[Schema], asks: Sequence[Ask]) -> dict[str, Any]:
    """For openapi.json: the form that may be sent instead of the JSON, with the names of its files."""
    one = {"type": "string", "format": "binary"}
    files = {
        ask.name: {"type": "array", "items": one} if ask.kind == "photos" else one for ask in asks if ask.takes_files
    }
    if not files:
        return {}
    reference = {"$ref": f"#/components/schemas/{schema.__name__}"}
    form = {"type": "object", "properties": {PART: reference, **files}, "required": [PART]}
    encoding = {PART: {"contentType": "application/json"}}
    return {"requestBody": {"content": {FORM: {"schema": form, "encoding": encoding}}}}
