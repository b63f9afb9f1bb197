"""A dialogue held before a hot spot was flagged is no answer to it; until now it was taken for one."""

from django.db import migrations

FORGET = """
UPDATE dialogues_hotspot AS spot
SET dialogue_on = (
    SELECT min(held.happened_on)
    FROM dialogues_hotspot_dialogues AS link
    JOIN dialogues_dialogue AS dialogue ON dialogue.record_ptr_id = link.dialogue_id AND NOT dialogue.cancelled
    JOIN evidence_record AS held ON held.id = link.dialogue_id
    WHERE link.hotspot_id = spot.record_ptr_id AND held.happened_on >= flagged.happened_on
)
FROM evidence_record AS flagged
WHERE flagged.id = spot.record_ptr_id AND spot.dialogue_on < flagged.happened_on
"""


class Migration(migrations.Migration):
    dependencies = [("dialogues", "0002_wait_anew")]

    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]
