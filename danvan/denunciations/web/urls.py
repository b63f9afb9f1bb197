"""Addresses of the sealed register."""

from typing import Any

from django.urls import path

from danvan.authority.rules.actor import Actor
from danvan.denunciations import selectors
from danvan.denunciations.web import custody, handing_over, letters, masking, views

app_name = "denunciations"
urlpatterns = [
    path("", views.denunciation_list, name="list"),
    path("tiep-nhan/", views.take_in, name="take_in"),
    path("ban-giao/", handing_over.hand_overs, name="hand_overs"),
    path("giu-khoa/", custody.seals, name="seals"),
    path("giu-khoa/giao/<int:custodian_id>/", custody.hand_over, name="hand_over"),
    path("giu-khoa/yeu-cau/<int:request_id>/", custody.consent, name="consent"),
    path("giu-khoa/lam-moi/", custody.renew_vault, name="renew_vault"),
    path("giu-khoa/thu-manh/", custody.prove_shares, name="prove_shares"),
    path("van-ban/", letters.numbers, name="numbers"),
    path("<slug:code>/", views.denunciation, name="denunciation"),
    path("<slug:code>/ma-moi/", views.renew, name="renew"),
    path("<slug:code>/xin-mo/", views.ask, name="ask"),
    path("<slug:code>/mo/<slug:part>/", views.part, name="part"),
    path("<slug:code>/tep/<int:paper_id>/", views.paper, name="paper"),
    path("<slug:code>/che/", masking.masks, name="masks"),
    path("<slug:code>/che/<int:paper_id>/<int:number>/", masking.mask, name="mask"),
    path("<slug:code>/van-ban/", letters.case_letters, name="letters"),
    path("<slug:code>/van-ban/moi/<slug:kind>/", letters.draft_letter, name="letter_draft"),
    path("<slug:code>/van-ban/<int:letter_id>/", letters.letter, name="letter"),
    path("<slug:code>/van-ban/<int:letter_id>/ban-hanh/", letters.issue_letter, name="letter_issue"),
    path("<slug:code>/van-ban/<int:letter_id>/thu-hoi/", letters.withdraw_letter, name="letter_withdraw"),
    path("<slug:code>/van-ban/<int:letter_id>/bo/", letters.discard_letter, name="letter_discard"),
    path("<slug:code>/van-ban/<int:letter_id>/tep/<slug:file_type>/", letters.letter_file, name="letter_file"),
    path("<slug:code>/viec/<slug:act>/", views.act, name="act"),
]


def _denunciation(actor: Actor) -> dict[str, Any] | None:
    found = selectors.denunciations_visible_to(actor).filter(is_open=True).order_by("due_on", "pk").first()
    return {"code": found.code} if found else None


EXAMPLES = {
    "denunciation": _denunciation,
    "ask": _denunciation,
    "part": lambda actor: None,
    "paper": lambda actor: None,
    "act": lambda actor: None,
    "masks": lambda actor: None,
    "mask": lambda actor: None,
    "letters": _denunciation,
    "letter_draft": lambda actor: None,
    "letter": lambda actor: None,
    "letter_issue": lambda actor: None,
    "letter_file": lambda actor: None,
    "consent": lambda actor: None,
    "hand_over": lambda actor: None,
}
