"""Every address of the platform.  An area's own addresses are in its `web/urls.py`."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # Public pages: in Vietnamese as they stand here, in English behind /en/.
    *i18n_patterns(path("", include("danvan.portal.web.urls")), prefix_default_language=False),
    path("tai-khoan/", include("danvan.accounts.web.urls")),
    path("viec-cua-toi/", include("danvan.desk.web.urls")),
    path("don-vi/", include("danvan.desk.web.unit_urls")),
    path("de-an/", include("danvan.schemes.web.urls")),
    path("de-an/", include("danvan.reports.web.urls")),
    path("ho-so/", include("danvan.desk.web.record_urls")),
    path("ho-so/", include("danvan.plans.web.urls")),
    path("ho-so/", include("danvan.activities.web.urls")),
    path("ho-so/", include("danvan.committees.web.urls")),
    path("ho-so/", include("danvan.coordination.web.urls")),
    path("ho-so/", include("danvan.inspections.web.urls")),
    path("ho-so/", include("danvan.exemplars.web.urls")),
    path("ho-so/", include("danvan.indices.web.urls")),
    path("", include("danvan.dialogues.web.urls")),
    path("don-thu/", include("danvan.desk.web.chasing_urls")),
    path("don-thu/", include("danvan.desk.web.moves_urls")),
    path("don-thu/", include("danvan.intake.web.urls")),
    path("don-thu/", include("danvan.letters.web.urls")),
    path("don-thu/", include("danvan.petitions.web.urls")),
    path("kien-nghi-cu-tri/", include("danvan.opinions.web.urls")),
    path("to-cao/", include("danvan.denunciations.web.urls")),
    path("ket-luan/", include("danvan.conclusions.web.urls")),
    path("tiep-dan/", include("danvan.reception.web.urls")),
    path("thong-bao/", include("danvan.notices.web.urls")),
    path("lich/", include("danvan.desk.web.agenda_urls")),
    path("tep-gui-len/", include("danvan.files.web.urls")),
    path("minh-chung/", include("danvan.evidence.web.urls")),
    path("quan-tri/", include("danvan.authority.web.urls")),
    path("quan-tri/lich-lam-viec/", include("danvan.desk.web.calendar_urls")),
    path("", include("danvan.desk.web.operations_urls")),
    path("quan-tri/nhat-ky/", include("danvan.desk.web.journal_urls")),
]
