"""Copy the numbers of letters that went out into the register every kind of paper takes its numbers from."""

from django.db import migrations


def copy_numbers(apps, schema_editor):
    letters = apps.get_model("letters", "Letter").objects.exclude(number=None)
    given = apps.get_model("casework", "OutgoingNumber")
    given.objects.bulk_create(
        (
            given(unit_id=each.unit_id, year=each.year, symbol=each.symbol, number=each.number, issued_on=each.issued_on)
            for each in letters.iterator()
        ),
        batch_size=1000,
        ignore_conflicts=True,
    )


def leave_them(apps, schema_editor):
    """The table they were copied into goes with its own migration."""


class Migration(migrations.Migration):

    dependencies = [
        ("letters", "0001_initial"),
        ("casework", "0012_outgoing_numbers"),
    ]

    operations = [migrations.RunPython(copy_numbers, leave_them)]
