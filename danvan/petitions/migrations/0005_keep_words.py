"""Keep the words of a petition ready to be searched, so that no search takes the text apart again.

The table is written anew and locked meanwhile: about two minutes for a million petitions.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0004_respondent_district'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='petition',
            name='petition_words',
        ),
        migrations.AddField(
            model_name='petition',
            name='words',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('folded', config='simple'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='petition',
            index=django.contrib.postgres.indexes.GinIndex(fields=['words'], name='petition_by_words'),
        ),
    ]
