"""Take where it was raised out of the words everybody searches, and count repeats without what left the lists.

The public page hides the hamlet; its search found it all the same.  What was
merged, withdrawn or became a letter is raised at no session any more.
"""

import unicodedata

from django.db import migrations

CHUNK = 1_000
GONE = "('merged', 'withdrawn', 'letter')"
REPEATS = f"""
WITH alive AS (
    SELECT id, first_raised_id AS old, session_id,
           first_value(id) OVER (PARTITION BY first_raised_id ORDER BY received_on, id) AS first
    FROM opinions_voterrecommendation
    WHERE first_raised_id IS NOT NULL AND state NOT IN {GONE}
), groups AS (
    SELECT old, count(*) AS size, count(DISTINCT session_id) AS sessions FROM alive GROUP BY old
)
UPDATE opinions_voterrecommendation AS row
SET first_raised_id = CASE WHEN groups.size > 1 THEN alive.first END,
    sessions_raised = groups.sessions
FROM alive JOIN groups ON groups.old = alive.old
WHERE row.id = alive.id
"""
LEFT = f"""
UPDATE opinions_voterrecommendation SET first_raised_id = NULL, sessions_raised = 1
WHERE first_raised_id IS NOT NULL AND state IN {GONE}
"""


def _fold(text):
    letters = unicodedata.normalize("NFD", text.lower().replace("ð", "d").replace("đ", "d").replace("\0", " "))
    bare = "".join(char for char in letters if unicodedata.category(char) not in ("Mn", "Cf"))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def take_places_out(apps, schema_editor):
    _write(apps, lambda row: (_fold(row.public_text), _fold(row.place)))


def put_places_back(apps, schema_editor):
    _write(apps, lambda row: (_fold(f"{row.public_text} {row.place}"), ""))


def _write(apps, words):
    rows = apps.get_model("opinions", "VoterRecommendation").objects
    keys = list(rows.exclude(place="").order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        found = list(rows.filter(pk__in=keys[start : start + CHUNK]).only("public_text", "place"))
        for row in found:
            row.folded_public, row.folded_place = words(row)
        rows.bulk_update(found, ["folded_public", "folded_place"])


class Migration(migrations.Migration):
    dependencies = [("opinions", "0002_add_folded_place_and_feedback_key")]

    operations = [
        migrations.RunPython(take_places_out, put_places_back),
        migrations.RunSQL(REPEATS, migrations.RunSQL.noop),
        migrations.RunSQL(LEFT, migrations.RunSQL.noop),
    ]
