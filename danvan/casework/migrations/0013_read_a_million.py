"""Indexes for the register among a million cases: the newest first, and what lies with another unit.

Built beside the running platform, without holding up whoever writes.
"""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('casework', '0012_outgoing_numbers'),
        ('orgs', '0002_add_clause_and_kinds'),
    ]

    operations = [
        AddIndexConcurrently(
            model_name='assignment',
            index=models.Index(condition=models.Q(('until', None)), fields=['unit', 'case'], name='assignment_stands_with'),
        ),
        RemoveIndexConcurrently(
            model_name='assignment',
            name='assignment_standing',
        ),
        AddIndexConcurrently(
            model_name='case',
            index=models.Index(fields=['-received_on', '-id'], name='case_newest'),
        ),
    ]
