"""Indicators of tasks no scheme counts: values and trends, never a verdict.

Their names are the ids of the tasks of Scheme 04 they were made for; any definition
may take them up (`figures` of a task).  A task that takes none has no source of facts yet.
"""

from django.db.models import Count, F, Q, Value
from django.db.models import Sum as SumOf
from django.db.models.aggregates import Max
from django.db.models.functions import Coalesce

from danvan.activities.choices import CourseState, Initiator, OutreachChannel, ProposalOutcome, TraineeRole
from danvan.activities.models import (
    Attendance,
    CellThematicSession,
    DisseminationEvent,
    GrassrootsVisit,
    OutreachActivity,
    TrainingAttendance,
    VisitProposal,
)
from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind
from danvan.committees.choices import Duty
from danvan.committees.models import CommitteeMeeting, EvaluationUse, FocalAssignment
from danvan.conclusions.choices import Origin
from danvan.coordination.models import CoordinationAgreement, CoordinationProgramme, CoordinationReview
from danvan.dialogues.choices import HotSpotState, QuestionState
from danvan.dialogues.models import DialogueQuestion, HotSpot, HotSpotCase
from danvan.dialogues.selectors import hot_spot_due
from danvan.exemplars.choices import AwardLevel, AwardOrigin, AwardStage, Category, Step
from danvan.exemplars.models import Award, EmulationLaunch, Exemplar, Milestone
from danvan.inspections.choices import FindingKind, InspectionForm, InspectionState
from danvan.inspections.models import Inspection, InspectionFinding
from danvan.petitions.choices import Handled, Reply, Settled
from danvan.plans.models import Plan, PlanTask
from danvan.schemes.indicators.base import COUNTED, Figure, Indicator, Standing, Sum
from danvan.schemes.indicators.cases import Letters, LongCases
from danvan.schemes.indicators.conclusions import Followed
from danvan.schemes.sources.conclusions import TASK

ALL = Count("pk", distinct=True)


def _count(**conditions: object) -> Count:
    return Count("pk", filter=Q(**conditions), distinct=True)


# Done, and proven to be.
_DONE = Q(happened_on__isnull=False, state__in=COUNTED)


def _trained(role: str) -> Sum:
    return Sum(
        TrainingAttendance,
        {"trained": SumOf("present")},
        where=Q(role=role, course__course_state=CourseState.HELD),
        record="course",
        day="course__happened_on",
    )


def _staff(duty: str) -> Standing:
    return Standing(FocalAssignment, {"staff": "staff", "years": "years_of_service", "known": ""}, where=Q(duty=duty))


_ATTENDED = {
    "present": SumOf("present"),
    "invited": SumOf("invited"),
    "heads": Count("pk", filter=Q(head_present=True)),
    "called": Count("pk", filter=Q(invited__gt=0)),
}
# Tasks of conclusions are seen by whoever watches conclusions, whatever else the indicator is made of.
_SEEN_APART = {TASK: Right.SEE_CONCLUSIONS}
_VISIT_DAY = Coalesce("happened_on", "planned_on")
_BRIGHT = Q(category__in=(Category.GOVERNMENT, Category.GRASSROOTS_DEMOCRACY))

INDICATORS: dict[str, Indicator] = {
    # --- 1 awareness --------------------------------------------------------------------------------------------------
    "S01": Indicator(
        (
            Figure("Người dự trong số người được triệu tập", "present", "invited"),
            Figure("Người đứng đầu trực tiếp dự, theo lượt đơn vị", "heads", "called"),
        ),
        (
            Sum(DisseminationEvent, _ATTENDED),
            Sum(Attendance, _ATTENDED, record="event", day="event__happened_on"),
        ),
    ),
    "S02": Indicator(
        (
            Figure("Đảng viên có mặt tại sinh hoạt chuyên đề", "present", "all"),
            Figure("Chi bộ có học tập bài báo “Dân vận”", "article", "cells"),
        ),
        (
            Sum(
                CellThematicSession,
                {
                    "present": SumOf("present"),
                    "all": SumOf(F("present") + F("absent")),
                    "article": SumOf("cells_held", filter=Q(about_article=True)),
                    "cells": SumOf("cells_held"),
                },
            ),
        ),
    ),
    "S03": Indicator(
        (Figure("Nhiệm vụ có người phụ trách và gắn chức năng thường xuyên", "tied", "tasks"),),
        (
            Sum(
                PlanTask,
                {"tied": Count("pk", filter=~Q(owner="") & ~Q(regular_function="")), "tasks": ALL},
                day="due_on",
                as_planned=True,
            ),
        ),
    ),
    # --- 2 dissemination to people ------------------------------------------------------------------------------------
    "S04": Indicator(
        (
            Figure("Hoạt động tuyên truyền", "activities"),
            Figure("Lượt người tiếp cận, kể cả ước tính", "reach"),
            Figure("Họp thôn, khối, bản", "meetings"),
            Figure("Buổi truyền thanh", "broadcasts"),
            Figure("Bài đăng trên mạng", "posts"),
        ),
        (
            Sum(
                OutreachActivity,
                {
                    "activities": ALL,
                    "reach": SumOf("reach"),
                    "meetings": _count(channel=OutreachChannel.MEETING),
                    "broadcasts": _count(channel=OutreachChannel.BROADCAST),
                    "posts": _count(channel=OutreachChannel.POST),
                },
            ),
        ),
    ),
    "S05": Indicator(
        (
            Figure("Điểm nóng còn theo dõi, theo năm nêu", "open"),
            Figure("Điểm nóng đã kết thúc trong số điểm nóng nêu trong năm", "closed", "flagged"),
            Figure("Số đơn thư gắn với một điểm nóng, trung bình", "letters", "flagged", is_mean=True),
        ),
        (
            Sum(
                HotSpot,
                {
                    "flagged": ALL,
                    "open": _count(hot_spot_state=HotSpotState.OPEN),
                    "closed": _count(hot_spot_state=HotSpotState.CLOSED),
                },
            ),
            Sum(
                HotSpotCase,
                {"letters": ALL},
                record="hot_spot",
                day="hot_spot__happened_on",
                unit="hot_spot__unit",
            ),
        ),
    ),
    # --- 3 programmes and plans ---------------------------------------------------------------------------------------
    "S06": Indicator(
        (
            Figure("Số ngày trung bình từ văn bản cấp trên đến kế hoạch của đơn vị", "days", "based", is_mean=True),
            Figure("Kế hoạch có ghi văn bản cấp trên làm căn cứ", "based", "plans"),
        ),
        (
            Sum(
                Plan,
                {
                    "days": SumOf(F("happened_on") - F("basis_on")),
                    "based": Count("pk", filter=Q(basis_on__isnull=False, happened_on__isnull=False)),
                    "plans": Count("pk"),
                },
                year="year",
            ),
        ),
    ),
    # --- 4 projects and land ------------------------------------------------------------------------------------------
    "S11": Indicator(
        (
            Figure("Câu hỏi đã trả lời tại mọi cuộc đối thoại, không chỉ của dự án", "answered", "asked"),
            Figure("Câu hỏi còn chờ trả lời, kể cả đã vào sổ đơn thư", "owed"),
            Figure("Số ngày trung bình từ đối thoại đến trả lời", "days", "answered", is_mean=True),
        ),
        (
            Sum(
                DialogueQuestion,
                {
                    "asked": ALL,
                    "answered": _count(state=QuestionState.ANSWERED),
                    "owed": _count(state__in=(QuestionState.OPEN, QuestionState.DEFERRED, QuestionState.IN_CASE)),
                    "days": SumOf(
                        F("answered_on") - F("dialogue__happened_on"),
                        filter=Q(state=QuestionState.ANSWERED, answered_on__gte=F("dialogue__happened_on")),
                    ),
                },
                where=~Q(state__in=(QuestionState.WAITING, QuestionState.SET_ASIDE)) & Q(dialogue__cancelled=False),
                record="dialogue",
                day="dialogue__happened_on",
                unit="dialogue__unit",
            ),
        ),
    ),
    # --- 5 one-stop desks ---------------------------------------------------------------------------------------------
    "S19": Indicator(
        (
            Figure("Cán bộ một cửa được tập huấn trong năm", "trained", "staff", limits=True),
            Figure("Cán bộ một cửa được phân công", "staff"),
        ),
        (_trained(TraineeRole.ONE_STOP), _staff(Duty.ONE_STOP)),
    ),
    "S21": Indicator(
        (
            Figure("Kiến nghị, phản ánh nhận trong năm", "received"),
            Figure("Đã trả lời đúng hạn", "in_time", "accepted"),
            Figure("Vướng mắc được tiếp thu, xử lý", "taken_up", "answered"),
            Figure("Đơn lặp lại, ghép với đơn đã có", "repeated", "received"),
        ),
        (
            Letters(
                frozenset({CaseKind.RECOMMENDATION, CaseKind.REGULATION}),
                {
                    "received": ALL,
                    "accepted": _count(accepted_on__isnull=False),
                    "in_time": _count(settled_on__lte=F("resolution_due_on")),
                    "answered": _count(settled=Settled.ANSWERED),
                    "taken_up": _count(reply=Reply.TAKEN_UP),
                    "repeated": _count(handled=Handled.LINKED),
                },
            ),
        ),
        seen_with=Right.SEE_CASE_FIGURES,
    ),
    # --- 6 staff, style, visits ---------------------------------------------------------------------------------------
    "S23": Indicator(
        (
            Figure("Phân công, thay cán bộ phụ trách trong năm", "assigned"),
            Figure("Cá nhân được đánh giá có tiêu chí dân vận", "individuals"),
            Figure("Tập thể được đánh giá có tiêu chí dân vận", "collectives"),
        ),
        (
            Sum(FocalAssignment, {"assigned": ALL}, day="valid_from"),
            Sum(
                EvaluationUse,
                {"individuals": SumOf("individuals"), "collectives": SumOf("collectives")},
                year="year",
            ),
        ),
    ),
    "S24": Indicator(
        (
            Figure("Cuộc kiểm tra tác phong, kỷ luật", "checks"),
            Figure("Vi phạm tác phong, kỷ luật đã khắc phục, theo năm đến hạn", "corrected", "breaches"),
        ),
        (
            Sum(Inspection, {"checks": ALL}, where=Q(about_style=True)),
            Sum(
                InspectionFinding,
                {"corrected": Count("pk", filter=_DONE), "breaches": ALL},
                where=Q(finding_kind=FindingKind.STYLE),
                day="due_on",
                as_planned=True,
            ),
        ),
    ),
    "S25": Indicator(
        (
            Figure("Chuyến đi cơ sở đã thực hiện trong số dự kiến", "made", "visits"),
            Figure("Lượt thôn, khối, bản đã đến", "hamlets"),
            Figure("Đề xuất của người dân đã ghi", "proposals"),
        ),
        (
            Sum(
                GrassrootsVisit,
                {
                    "made": Count("pk", filter=_DONE),
                    "visits": ALL,
                    "hamlets": SumOf("hamlets_reached", filter=_DONE),
                },
                day=_VISIT_DAY,
                as_planned=True,
            ),
            Sum(VisitProposal, {"proposals": ALL}, record="visit", day="visit__happened_on", unit="visit__unit"),
        ),
    ),
    "S26": Indicator(
        (
            Figure("Đề xuất đã có văn bản tham mưu", "advised", "proposals"),
            Figure("Đề xuất đã có kết quả", "settled", "proposals"),
        ),
        (
            Sum(
                VisitProposal,
                {
                    "advised": _count(outcome=ProposalOutcome.DOCUMENT),
                    "settled": Count("pk", filter=~Q(outcome=ProposalOutcome.OPEN)),
                    "proposals": ALL,
                },
                record="visit",
                day="visit__happened_on",
                unit="visit__unit",
            ),
        ),
    ),
    # --- 7 reception, letters -----------------------------------------------------------------------------------------
    "S27": Indicator(
        (
            Figure("Khiếu nại lần hai trong số khiếu nại nhận trong năm", "second", "complaints"),
            Figure("Vụ việc khiếu nại, tố cáo kéo dài trên 12 tháng", "long"),
            Figure("Nhiệm vụ theo kết luận tiếp dân, đối thoại đến hạn, đã làm xong", "followed", "fell_due"),
        ),
        (
            Letters(frozenset({CaseKind.COMPLAINT}), {"complaints": ALL, "second": _count(instance=2)}),
            LongCases(frozenset({CaseKind.COMPLAINT, CaseKind.DENUNCIATION}), "long"),
            Followed(frozenset({Origin.RECEPTION, Origin.DIALOGUE}), "followed", "fell_due"),
        ),
        seen_with=Right.SEE_CASE_FIGURES,
        seen_apart=_SEEN_APART,
    ),
    "S28": Indicator(
        (
            Figure("Điểm nóng có đối thoại trong 30 ngày kể từ ngày nêu", "in_time", "flagged"),
            Figure("Điểm nóng đã có đối thoại, kể cả muộn", "talked", "flagged"),
        ),
        (
            Sum(
                HotSpot,
                {
                    "flagged": ALL,
                    "talked": _count(dialogue_on__isnull=False),
                    "in_time": _count(dialogue_on__lte=hot_spot_due()),
                },
            ),
        ),
    ),
    "S29": Indicator(
        (
            Figure("Cán bộ tiếp công dân được tập huấn trong năm", "trained", "staff", limits=True),
            Figure("Cán bộ tiếp công dân được phân công", "staff"),
            Figure("Số năm công tác trung bình của người phụ trách", "years", "known", is_mean=True),
        ),
        (_trained(TraineeRole.RECEPTION), _staff(Duty.RECEPTION)),
    ),
    # --- 8 coordination -----------------------------------------------------------------------------------------------
    "S30": Indicator(
        (Figure("Quy chế có phần giám sát, phản biện trong số quy chế còn hiệu lực", "supervised", "agreements"),),
        (Standing(CoordinationAgreement, {"supervised": "has_supervision", "agreements": ""}),),
    ),
    "S31": Indicator(
        (
            Figure("Hoạt động làm chung với Mặt trận, các tổ chức", "joint"),
            Figure("Do Mặt trận hoặc tổ chức đề xuất", "by_front", "joint"),
        ),
        (
            Sum(
                OutreachActivity,
                {"joint": ALL, "by_front": _count(initiator=Initiator.FRONT)},
                where=~Q(initiator=Initiator.NOT_JOINT),
            ),
        ),
    ),
    "S32": Indicator(
        (
            Figure("Chương trình phối hợp năm", "programmes"),
            Figure("Buổi làm việc chung", "sessions"),
            Figure("Kết luận chung không quá hạn", "kept", "conclusions"),
            Figure("Nhiệm vụ theo kết luận làm việc với Mặt trận đến hạn đã làm xong", "followed", "fell_due"),
        ),
        (
            Sum(CoordinationProgramme, {"programmes": ALL}, year="year"),
            Sum(
                CoordinationReview,
                {
                    "sessions": SumOf("sessions"),
                    "kept": SumOf(F("conclusions") - F("overdue")),
                    "conclusions": SumOf("conclusions"),
                },
            ),
            Followed(frozenset({Origin.FRONT_MEETING}), "followed", "fell_due"),
        ),
        seen_apart=_SEEN_APART,
    ),
    # --- 9 emulation --------------------------------------------------------------------------------------------------
    "S33": Indicator(
        (
            Figure("Đợt phát động thi đua", "launches"),
            Figure("Bộ phận được phát động", "divisions"),
            Figure("Đăng ký thi đua", "registrations"),
        ),
        (
            Sum(
                EmulationLaunch,
                {"launches": ALL, "divisions": SumOf("divisions"), "registrations": SumOf("registrations")},
            ),
        ),
    ),
    "S34": Indicator(
        (Figure("Mô hình, điểm sáng đăng ký trong năm gắn với học tập và làm theo Bác", "tied", "registered"),),
        (Sum(Exemplar, {"tied": _count(follows_uncle_ho=True), "registered": ALL}),),
    ),
    "S35": Indicator(
        (
            Figure("Nơi khác làm theo điểm sáng", "copies"),
            Figure("Điểm sáng đăng ký mới", "registered"),
            Figure("Lượt đánh giá hiệu quả điểm sáng", "assessed"),
        ),
        (
            Sum(
                Exemplar,
                {"copies": ALL},
                where=Q(copied_from__category__in=(Category.GOVERNMENT, Category.GRASSROOTS_DEMOCRACY)),
                unit="copied_from__unit",
            ),
            Sum(Exemplar, {"registered": ALL}, where=_BRIGHT),
            Sum(
                Milestone,
                {"assessed": ALL},
                where=Q(
                    step=Step.EFFECT_ASSESSMENT,
                    exemplar__category__in=(Category.GOVERNMENT, Category.GRASSROOTS_DEMOCRACY),
                ),
            ),
        ),
    ),
    # --- 10 committees ------------------------------------------------------------------------------------------------
    "S36": Indicator(
        (
            Figure("Cuộc họp ban chỉ đạo", "meetings"),
            Figure("Kết luận của ban chỉ đạo đã thực hiện", "closed", "conclusions"),
        ),
        (
            Sum(
                CommitteeMeeting,
                {"meetings": ALL, "closed": SumOf("closed"), "conclusions": SumOf("conclusions")},
                record="committee",
                day="held_on",
                unit="committee__unit",
            ),
        ),
    ),
    # --- 11 inspection, awards ----------------------------------------------------------------------------------------
    "S37": Indicator(
        (Figure("Cuộc kiểm tra đã tiến hành trong số theo kế hoạch, theo cơ quan kiểm tra", "done", "planned"),),
        (
            Sum(
                Inspection,
                {"done": Count("pk", filter=_DONE), "planned": ALL},
                where=~Q(inspection_state=InspectionState.CANCELLED) & ~Q(inspection_form=InspectionForm.SELF_CHECK),
                day="planned_on",
                unit="inspecting_unit",
                as_planned=True,
            ),
        ),
    ),
    "S38": Indicator(
        (
            Figure("Hạn chế đã khắc phục đúng hạn, theo năm đến hạn", "in_time", "due"),
            Figure("Hạn chế đã khắc phục, kể cả muộn", "put_right", "due"),
        ),
        (
            Sum(
                InspectionFinding,
                {
                    "in_time": Count("pk", filter=_DONE & Q(happened_on__lte=F("due_on"))),
                    "put_right": Count("pk", filter=_DONE),
                    "due": ALL,
                },
                day="due_on",
                as_planned=True,
            ),
        ),
    ),
    "S39": Indicator(
        (Figure("Tập thể, cá nhân được đề nghị biểu dương qua kiểm tra", "proposed"),),
        (Sum(Award, {"proposed": ALL}, where=Q(origin=AwardOrigin.INSPECTION) & ~Q(award_stage=AwardStage.NIL)),),
    ),
    "S40": Indicator(
        (
            Figure("Lượt khen thưởng", "awards"),
            Figure("Đơn vị có khen thưởng", "units"),
            Figure("Trung ương", "central"),
            Figure("Cấp tỉnh", "province"),
            Figure("Sở, ban, ngành; cấp huyện", "middle"),
            Figure("Cấp xã", "commune"),
        ),
        (
            Sum(
                Award,
                {
                    "awards": ALL,
                    "units": Max(Value(1)),
                    "central": _count(level=AwardLevel.CENTRAL),
                    "province": _count(level=AwardLevel.PROVINCE),
                    "middle": _count(level__in=(AwardLevel.DEPARTMENT, AwardLevel.DISTRICT)),
                    "commune": _count(level=AwardLevel.COMMUNE),
                },
                where=Q(award_stage=AwardStage.AWARDED),
            ),
        ),
    ),
}
