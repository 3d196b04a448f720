//! Every code of Today. Screens hold a text for each: `today.why.CODE` and `today.verb.CODE` in `ui/src/i18n`.

/// Why something is in the list, with the values of its text.
pub mod why {
    /// {no, title}: found, notice is to be given.
    pub const HAZARD_FOUND: &str = "hazard_found";
    /// {no, title, days}: noticed, the plan is to be made.
    pub const HAZARD_NOTIFIED: &str = "hazard_notified";
    /// {no, title, days}: being mended, to be handed in.
    pub const HAZARD_RECTIFYING: &str = "hazard_rectifying";
    /// {no, title, days}: the deadline has passed, `days` ago.
    pub const HAZARD_OVERDUE: &str = "hazard_overdue";
    /// {no, title}: handed in, to be verified.
    pub const HAZARD_SUBMITTED: &str = "hazard_submitted";
    /// {no, title}: verified, to be struck off.
    pub const HAZARD_VERIFIED: &str = "hazard_verified";
    /// {no, title, `new_deadline`}: a later deadline is asked for.
    pub const HAZARD_EXTENSION: &str = "hazard_extension";
    /// {no, title}: a major hazard's notice is to be confirmed by the principal.
    pub const HAZARD_NOTICE: &str = "hazard_notice";
    /// {no, title}: a major hazard's plan waits for the principal's approval.
    pub const HAZARD_PLAN_WAITS: &str = "hazard_plan_waits";
    /// {no, title}: a report of progress is due.
    pub const HAZARD_PROGRESS: &str = "hazard_progress";
    /// {no, title, days}: a report of progress is late, `days` days.
    pub const HAZARD_PROGRESS_LATE: &str = "hazard_progress_late";
    /// {no, title}: handed in, experts are to judge it.
    pub const HAZARD_UNACCEPTED: &str = "hazard_unaccepted";
    /// {no, title}: verified, its listing is to be lifted.
    pub const HAZARD_LISTED: &str = "hazard_listed";
    /// {no, ground}: a proposal of an accident investigation waits for a decision.
    pub const INQUIRY_PROPOSED: &str = "inquiry_proposed";
    /// {kind, count}: came in, to be dealt with.
    pub const SIGNAL_OPEN: &str = "signal_open";
    /// {kind, count}: a reminder waits to be acknowledged.
    pub const SIGNAL_REMINDED: &str = "signal_reminded";
    /// {kind, count}: the enterprise is to answer.
    pub const SIGNAL_HANDED_OVER: &str = "signal_handed_over";
    /// {kind, count}: the reminder was acknowledged, to be closed.
    pub const SIGNAL_ACKNOWLEDGED: &str = "signal_acknowledged";
    /// {kind, count}: the enterprise has answered, to be closed.
    pub const SIGNAL_ANSWERED: &str = "signal_answered";
    /// {kind, count}: a watch is proposed, to be closed.
    pub const SIGNAL_WATCH_PROPOSED: &str = "signal_watch_proposed";
    /// {kind, count}: nobody dealt with it in time.
    pub const SIGNAL_ESCALATED: &str = "signal_escalated";
    /// {by, reason}: an officer proposes a watch, a second one is to confirm it.
    pub const WATCH_PROPOSED: &str = "watch_proposed";
    /// A severe finding proposes a watch, an officer is to confirm it.
    pub const WATCH_DETECTED: &str = "watch_detected";
    /// {outcome, by}: a partner has answered, the watch is to be closed.
    pub const WATCH_ANSWERED: &str = "watch_answered";
    /// {`duty_zh`, `duty_en`, days}: a duty is to be done.
    pub const DUTY_DUE: &str = "duty_due";
    /// {`duty_zh`, `duty_en`, days}: a duty is late, `days` days.
    pub const DUTY_LATE: &str = "duty_late";
    /// {`duty_zh`, `duty_en`, count, days}: so many people have a duty to be done.
    pub const DUTY_PEOPLE_DUE: &str = "duty_people_due";
    /// {`duty_zh`, `duty_en`, count, days}: so many people are late with a duty.
    pub const DUTY_PEOPLE_LATE: &str = "duty_people_late";
    /// {count, step}: an enterprise has late duties, the ladder has reached `step`.
    pub const DUTIES_LATE: &str = "duties_late";
    /// {`duty_zh`, `duty_en`, by}: a waiver is asked for.
    pub const WAIVER_ASKED: &str = "waiver_asked";
    /// {no, title, by}: an enterprise asks to strike a major risk off.
    pub const RISK_CANCEL_ASKED: &str = "risk_cancel_asked";
    /// {count, total, deadline}: so many enterprises of a campaign are open.
    pub const CAMPAIGN_OPEN: &str = "campaign_open";
    /// {count, total, deadline}: every enterprise of a campaign has an outcome.
    pub const CAMPAIGN_DONE: &str = "campaign_done";
    /// {count, total, deadline}: the day of a campaign has passed and enterprises are open.
    pub const CAMPAIGN_PAST: &str = "campaign_past";
    /// {`target_zh`, `target_en`, count, since}: the authority reminds of a target.
    pub const TARGET_REMINDED: &str = "target_reminded";
    /// {grade, was}: the enterprise has a grade and has not confirmed it.
    pub const GRADE_NOTICE: &str = "grade_notice";
    /// {grade, by}: an enterprise objects to its grade.
    pub const GRADE_OBJECTION: &str = "grade_objection";
    /// {no}: plan and pools of a draw are frozen, the viewer is to hand in a commitment.
    pub const DRAW_FROZEN: &str = "draw_frozen";
    /// {no}: both parties have committed, the viewer is to reveal.
    pub const DRAW_COMMITTED: &str = "draw_committed";
    /// {no}: both secrets are known, the result is to be computed.
    pub const DRAW_REVEALED: &str = "draw_revealed";
    /// {no}: drawn, to be published.
    pub const DRAW_DRAWN: &str = "draw_drawn";
    /// {no, silent}: a party let its time run out.
    pub const DRAW_VOID: &str = "draw_void";
    /// {until}: a month of a yearly plan in which nothing was drawn yet.
    pub const DRAW_MONTH: &str = "draw_month";
    /// {no, count}: results of drawn visits are to be made public within 20 working days.
    pub const DRAW_RESULTS: &str = "draw_results";
    /// {no, with, due}: the viewer was drawn to visit an enterprise.
    pub const VISIT_DRAWN: &str = "visit_drawn";
    /// {with, due}: the viewer is to visit an enterprise.
    pub const VISIT_ASSIGNED: &str = "visit_assigned";
    /// {expiry, days}: a licence has ended, `days` ago.
    pub const LICENCE_EXPIRED: &str = "licence_expired";
    /// {expiry, days}: a licence ends in `days`.
    pub const LICENCE_EXPIRES: &str = "licence_expires";
    /// {expiry, days}: a certificate has ended, `days` ago.
    pub const CERTIFICATE_EXPIRED: &str = "certificate_expired";
    /// {expiry, days}: a certificate ends in `days`.
    pub const CERTIFICATE_EXPIRES: &str = "certificate_expires";
    /// {no, title, state, party}: an enforcement case waits for a step.
    pub const CASE_WAITS: &str = "case_waits";
    /// {no, title, state, party, days}: a clock of an enforcement case has run out, `days` ago.
    pub const CASE_OVERDUE: &str = "case_overdue";
    /// {no, reason, state}: an interview waits for a step.
    pub const TALK_WAITS: &str = "talk_waits";
    /// {no, reason, state, days}: the day of an interview, or of what it demands, has passed `days` ago.
    pub const TALK_OVERDUE: &str = "talk_overdue";
    /// {no, reason, at, place}: the enterprise is called in.
    pub const TALK_CALLED: &str = "talk_called";
    /// {reason, due}: an inspection that was planned by itself, for whoever can make it.
    pub const VISIT_PLANNED: &str = "visit_planned";
    /// {no, count}: a construction project has blind spots.
    pub const PROJECT_BLIND: &str = "project_blind";
    /// {no, count, late}: a party of a construction project owes so many duties today, so many of them late.
    pub const PROJECT_OWED: &str = "project_owed";
    /// {text, link}: an upper platform asks whether somebody is on duty (查岗).
    pub const REQUEST_INQUIRY: &str = "request_inquiry";
    /// {text, link}: an upper platform demands that an alarm be dealt with (督办).
    pub const REQUEST_SUPERVISE: &str = "request_supervise";
    /// {text, link}: an upper platform sends a text that is to be read (平台间报文).
    pub const REQUEST_MESSAGE: &str = "request_message";
    /// {link, number}: a platform below has not settled in time what the viewer demanded (督办).
    pub const SUPERVISION_OVERDUE: &str = "supervision_overdue";
    /// {link, number}: a platform below has not answered in time what the viewer asked (查岗).
    pub const DUTY_CHECK_OVERDUE: &str = "duty_check_overdue";

    /// All of them.
    pub const ALL: &[&str] = &[
        HAZARD_FOUND,
        HAZARD_NOTIFIED,
        HAZARD_RECTIFYING,
        HAZARD_OVERDUE,
        HAZARD_SUBMITTED,
        HAZARD_VERIFIED,
        HAZARD_EXTENSION,
        HAZARD_NOTICE,
        HAZARD_PLAN_WAITS,
        HAZARD_PROGRESS,
        HAZARD_PROGRESS_LATE,
        HAZARD_UNACCEPTED,
        HAZARD_LISTED,
        INQUIRY_PROPOSED,
        SIGNAL_OPEN,
        SIGNAL_REMINDED,
        SIGNAL_HANDED_OVER,
        SIGNAL_ACKNOWLEDGED,
        SIGNAL_ANSWERED,
        SIGNAL_WATCH_PROPOSED,
        SIGNAL_ESCALATED,
        WATCH_PROPOSED,
        WATCH_DETECTED,
        WATCH_ANSWERED,
        DUTY_DUE,
        DUTY_LATE,
        DUTY_PEOPLE_DUE,
        DUTY_PEOPLE_LATE,
        DUTIES_LATE,
        WAIVER_ASKED,
        RISK_CANCEL_ASKED,
        CAMPAIGN_OPEN,
        CAMPAIGN_DONE,
        CAMPAIGN_PAST,
        TARGET_REMINDED,
        GRADE_NOTICE,
        GRADE_OBJECTION,
        DRAW_FROZEN,
        DRAW_COMMITTED,
        DRAW_REVEALED,
        DRAW_DRAWN,
        DRAW_VOID,
        DRAW_RESULTS,
        DRAW_MONTH,
        VISIT_DRAWN,
        VISIT_ASSIGNED,
        LICENCE_EXPIRED,
        LICENCE_EXPIRES,
        CERTIFICATE_EXPIRED,
        CERTIFICATE_EXPIRES,
        CASE_WAITS,
        CASE_OVERDUE,
        TALK_WAITS,
        TALK_OVERDUE,
        TALK_CALLED,
        VISIT_PLANNED,
        PROJECT_BLIND,
        PROJECT_OWED,
        REQUEST_INQUIRY,
        REQUEST_SUPERVISE,
        REQUEST_MESSAGE,
        SUPERVISION_OVERDUE,
        DUTY_CHECK_OVERDUE,
    ];
}

/// What to do.
pub mod verb {
    /// 通知整改.
    pub const HAZARD_NOTIFY: &str = "hazard.notify";
    /// 制定整改方案.
    pub const HAZARD_PLAN: &str = "hazard.plan";
    /// 提交整改.
    pub const HAZARD_SUBMIT: &str = "hazard.submit";
    /// 复查.
    pub const HAZARD_VERIFY: &str = "hazard.verify";
    /// 销号.
    pub const HAZARD_CLOSE: &str = "hazard.close";
    /// 审批延期.
    pub const HAZARD_DECIDE: &str = "hazard.extension_decision";
    /// 签收告知书.
    pub const HAZARD_CONFIRM: &str = "hazard.notice_receipt";
    /// 审批治理方案.
    pub const HAZARD_APPROVE: &str = "hazard.plan_approval";
    /// 报告进展.
    pub const HAZARD_PROGRESS: &str = "hazard.progress";
    /// 督促, by the authority.
    pub const HAZARD_FOLLOW: &str = "hazard.follow";
    /// 专家验收.
    pub const HAZARD_ACCEPT: &str = "hazard.acceptance";
    /// 摘牌.
    pub const HAZARD_LIFT: &str = "hazard.listing_lift";
    /// 决定是否按事故调查处理.
    pub const INQUIRY_DECIDE: &str = "inquiry.decide";
    /// 处置.
    pub const SIGNAL_TRIAGE: &str = "signal.triage";
    /// 确认收到.
    pub const SIGNAL_ACKNOWLEDGE: &str = "signal.acknowledge";
    /// 答复.
    pub const SIGNAL_ANSWER: &str = "signal.answer";
    /// 办结.
    pub const SIGNAL_CLOSE: &str = "signal.close";
    /// 指派.
    pub const SIGNAL_ASSIGN: &str = "signal.assign";
    /// 确认布控.
    pub const WATCH_CONFIRM: &str = "watch.confirm";
    /// 办结 of a watch.
    pub const WATCH_CLOSE: &str = "watch.close";
    /// 交记录.
    pub const DUTY_HAND_IN: &str = "duty.hand_in";
    /// 查看, where a fact settles it and nothing is handed in.
    pub const DUTY_SEE: &str = "duty.see";
    /// 跟进 of late enterprises, by the authority.
    pub const DUTY_FOLLOW: &str = "duty.follow";
    /// 审批豁免.
    pub const WAIVER_DECIDE: &str = "waiver.decide";
    /// 审批销号 of a major risk.
    pub const RISK_CANCEL: &str = "risk.cancel";
    /// 登记结果 of a campaign.
    pub const CAMPAIGN_RECORD: &str = "campaign.record";
    /// 总结 of a campaign.
    pub const CAMPAIGN_CLOSE: &str = "campaign.close";
    /// 查看 of what a target asks.
    pub const TARGET_SEE: &str = "target.see";
    /// 查看 of a grade by its enterprise.
    pub const GRADE_SEE: &str = "grade.see";
    /// 裁决申诉.
    pub const GRADE_DECIDE: &str = "grade.decide";
    /// 制定 a draw.
    pub const DRAW_PLAN: &str = "draw.plan";
    /// 承诺 of a draw.
    pub const DRAW_COMMIT: &str = "draw.commit";
    /// 揭示 of a draw.
    pub const DRAW_REVEAL: &str = "draw.reveal";
    /// 抽取.
    pub const DRAW_SELECT: &str = "draw.select";
    /// 公开 of a draw.
    pub const DRAW_PUBLISH: &str = "draw.publish";
    /// 重新抽取.
    pub const DRAW_REPEAT: &str = "draw.repeat";
    /// 公示 of results.
    pub const DRAW_PUBLISH_RESULTS: &str = "draw.publish_results";
    /// 检查 an enterprise.
    pub const VISIT_INSPECT: &str = "visit.inspect";
    /// 换证 of a licence, by its holder.
    pub const LICENCE_RENEW: &str = "licence.renew";
    /// 核查 of a licence, by the authority.
    pub const LICENCE_CHECK: &str = "licence.check";
    /// 换证 of a certificate.
    pub const CERTIFICATE_RENEW: &str = "certificate.renew";
    /// 呈请立案 of a case.
    pub const CASE_ASK_FILING: &str = "case.ask_filing";
    /// 当场处罚 of a case.
    pub const CASE_PUNISH_ON_THE_SPOT: &str = "case.punish_on_the_spot";
    /// 审批立案 of a case.
    pub const CASE_DECIDE_FILING: &str = "case.decide_filing";
    /// 记询问笔录 of a case.
    pub const CASE_ADD_INTERVIEW: &str = "case.add_interview";
    /// 加证据 of a case.
    pub const CASE_ADD_EVIDENCE: &str = "case.add_evidence";
    /// 审批 of a case.
    pub const CASE_DECIDE_ASK: &str = "case.decide_ask";
    /// 处理登记保存物品 of a case.
    pub const CASE_DISPOSE_REGISTERED: &str = "case.dispose_registered";
    /// 恢复计时 of a case.
    pub const CASE_RESUME: &str = "case.resume";
    /// 调查终结 of a case.
    pub const CASE_CONCLUDE: &str = "case.conclude";
    /// 审核 of a case.
    pub const CASE_REVIEW: &str = "case.review";
    /// 告知 of a case.
    pub const CASE_GIVE_NOTICE: &str = "case.give_notice";
    /// 陈述申辩 of a case.
    pub const CASE_STATE: &str = "case.state";
    /// 通知听证 of a case.
    pub const CASE_CALL_HEARING: &str = "case.call_hearing";
    /// 举行听证 of a case.
    pub const CASE_HOLD_HEARING: &str = "case.hold_hearing";
    /// 决定 of a case.
    pub const CASE_DECIDE: &str = "case.decide";
    /// 送达 of a case.
    pub const CASE_SERVE: &str = "case.serve";
    /// 签收 of a case.
    pub const CASE_RECEIVE: &str = "case.receive";
    /// 记缴款 of a case.
    pub const CASE_RECORD_PAYMENT: &str = "case.record_payment";
    /// 措施已执行 of a case.
    pub const CASE_MEASURE_DONE: &str = "case.measure_done";
    /// 执行完毕 of a case.
    pub const CASE_EXECUTE: &str = "case.execute";
    /// 呈请结案 of a case.
    pub const CASE_ASK_CLOSING: &str = "case.ask_closing";
    /// 结案 of a case.
    pub const CASE_CLOSE: &str = "case.close";
    /// 通知约谈.
    pub const TALK_GIVE_NOTICE: &str = "talk.give_notice";
    /// 签收 of the notice of an interview.
    pub const TALK_RECEIVE: &str = "talk.receive";
    /// 记约谈记录.
    pub const TALK_HOLD: &str = "talk.hold";
    /// 报告落实 of what an interview demands.
    pub const TALK_MEND: &str = "talk.mend";
    /// 核实落实.
    pub const TALK_CONFIRM: &str = "talk.confirm";
    /// 办结 of an interview.
    pub const TALK_CLOSE: &str = "talk.close";
    /// 督促 of what an interview demands, by the authority.
    pub const TALK_FOLLOW: &str = "talk.follow";
    /// 看盲区 of a construction project.
    pub const PROJECT_SEE: &str = "project.see";
    /// 去履责 in a construction project.
    pub const PROJECT_DO: &str = "project.do";
    /// 答复 an upper platform.
    pub const REQUEST_ANSWER: &str = "request.answer";
    /// 跟进 of what was demanded of a platform below.
    pub const SUPERVISION_FOLLOW: &str = "supervision.follow";
    /// Ask again, or close it.
    pub const DUTY_CHECK_FOLLOW: &str = "duty_check.follow";

    /// All of them.
    pub const ALL: &[&str] = &[
        HAZARD_NOTIFY,
        HAZARD_PLAN,
        HAZARD_SUBMIT,
        HAZARD_VERIFY,
        HAZARD_CLOSE,
        HAZARD_DECIDE,
        HAZARD_CONFIRM,
        HAZARD_APPROVE,
        HAZARD_PROGRESS,
        HAZARD_FOLLOW,
        HAZARD_ACCEPT,
        HAZARD_LIFT,
        INQUIRY_DECIDE,
        SIGNAL_TRIAGE,
        SIGNAL_ACKNOWLEDGE,
        SIGNAL_ANSWER,
        SIGNAL_CLOSE,
        SIGNAL_ASSIGN,
        WATCH_CONFIRM,
        WATCH_CLOSE,
        DUTY_HAND_IN,
        DUTY_SEE,
        DUTY_FOLLOW,
        WAIVER_DECIDE,
        RISK_CANCEL,
        CAMPAIGN_RECORD,
        CAMPAIGN_CLOSE,
        TARGET_SEE,
        GRADE_SEE,
        GRADE_DECIDE,
        DRAW_PLAN,
        DRAW_COMMIT,
        DRAW_REVEAL,
        DRAW_SELECT,
        DRAW_PUBLISH,
        DRAW_REPEAT,
        DRAW_PUBLISH_RESULTS,
        VISIT_INSPECT,
        LICENCE_RENEW,
        LICENCE_CHECK,
        CERTIFICATE_RENEW,
        CASE_ASK_FILING,
        CASE_PUNISH_ON_THE_SPOT,
        CASE_DECIDE_FILING,
        CASE_ADD_INTERVIEW,
        CASE_ADD_EVIDENCE,
        CASE_DECIDE_ASK,
        CASE_DISPOSE_REGISTERED,
        CASE_RESUME,
        CASE_CONCLUDE,
        CASE_REVIEW,
        CASE_GIVE_NOTICE,
        CASE_STATE,
        CASE_CALL_HEARING,
        CASE_HOLD_HEARING,
        CASE_DECIDE,
        CASE_SERVE,
        CASE_RECEIVE,
        CASE_RECORD_PAYMENT,
        CASE_MEASURE_DONE,
        CASE_EXECUTE,
        CASE_ASK_CLOSING,
        CASE_CLOSE,
        TALK_GIVE_NOTICE,
        TALK_RECEIVE,
        TALK_HOLD,
        TALK_MEND,
        TALK_CONFIRM,
        TALK_CLOSE,
        TALK_FOLLOW,
        PROJECT_SEE,
        PROJECT_DO,
        REQUEST_ANSWER,
        SUPERVISION_FOLLOW,
        DUTY_CHECK_FOLLOW,
    ];
}
