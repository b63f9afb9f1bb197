"""Addresses of the public site."""

from django.urls import path

from danvan.portal.web import denunciations, dialogues, following, letters, promises, reception, time_limits, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("cong-khai/don-thu/", views.letters_published, name="letters_published"),
    path("tra-loi-cu-tri/", views.answers_to_voters, name="answers_to_voters"),
    path("loi-hua/", promises.promises, name="promises"),
    path("doi-thoai-cong-khai/", dialogues.dialogues, name="dialogues"),
    path("doi-thoai-cong-khai/<int:pk>/", dialogues.dialogue, name="dialogue"),
    path("doi-thoai-cong-khai/<int:pk>/da-gui/", dialogues.dialogue_sent, name="dialogue_sent"),
    path("gui-to-cao/", denunciations.denounce, name="denounce"),
    path("gui-don/", letters.start, name="letter_start"),
    path("gui-don/bien-nhan/", letters.receipt, name="letter_receipt"),
    path("gui-don/bo-nhap/", letters.discard, name="letter_discard"),
    path("gui-don/tep/<int:paper_id>/bo/", letters.remove_paper, name="letter_remove_paper"),
    path("gui-don/tep/gui-len/", letters.begin_paper, name="letter_begin_paper"),
    path("gui-don/tep/gui-len/<str:token>/", letters.go_on_paper, name="letter_go_on_paper"),
    path("gui-don/<str:step>/", letters.step, name="letter_step"),
    path("theo-doi/", following.follow, name="follow"),
    path("theo-doi/don/", following.followed, name="followed"),
    path("theo-doi/don/<slug:act>/", following.act, name="followed_act"),
    path("theo-doi/don/<str:code>/<slug:act>/", following.act, name="followed_letter_act"),
    path("theo-doi/tep/<int:paper_id>/", following.paper, name="followed_paper"),
    path("theo-doi/tep/gui-len/", following.begin_paper, name="followed_begin_paper"),
    path("theo-doi/tep/gui-len/<str:token>/", following.go_on_paper, name="followed_go_on_paper"),
    path("theo-doi/thoat/", following.leave, name="follow_leave"),
    path("lich-tiep-dan/", reception.schedule, name="reception"),
    path("lich-tiep-dan/<int:unit_id>/lich.ics", reception.feed, name="reception_feed"),
    path("tinh-thoi-han/", time_limits.calculator, name="calculator"),
    path("tinh-thoi-han/bang/", time_limits.table, name="time_limits"),
]
