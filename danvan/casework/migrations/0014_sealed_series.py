"""Papers of sealed files get series of their own: a number may be given once in each."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("casework", "0013_read_a_million")]

    operations = [
        migrations.RemoveConstraint(model_name="outgoingnumber", name="an_outgoing_number_is_once"),
        migrations.AddConstraint(
            model_name="outgoingnumber",
            constraint=models.UniqueConstraint(
                fields=("unit", "year", "symbol", "number", "is_sealed"), name="an_outgoing_number_is_once"
            ),
        ),
    ]
