"""No column of the sealed register could hold a word in the clear."""

from django.apps import apps
from django.db import models

# Codes, hashes and names of keys; everything else that holds text has fixed choices or is sealed bytes.
NOT_WORDS = {"SealedKey.wrapped_by", "ReleasedKey.wrapped_by", "Exclusion.mark", "Denunciation.conditions"}


def test_every_text_column_holds_codes_only():
    open_ended = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("denunciations").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField)
        and not field.choices
    }
    assert open_ended == NOT_WORDS


def test_no_history_is_kept_of_it():
    events = {model.__name__ for model in apps.get_app_config("denunciations").get_models()}
    assert not {name for name in events if name.endswith("Event")}
