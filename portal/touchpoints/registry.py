"""Every type of touchpoint there is, and what it means for stage and score."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class TouchpointType:
    """One kind of interaction."""

    label: object
    """What the timeline says, in the reader's language."""
    stage: str | None = None
    """The stage of the journey this act belongs to; None when it tells nothing."""
    human: bool = True
    per_subject: bool = False
    """Whether two of them on one day are two acts, as with two colleagues invited."""


TYPES: dict[str, TouchpointType] = {
    # first steps
    "home_viewed": TouchpointType(_l("Opened the home page"), "consider"),
    "segment_viewed": TouchpointType(_l("Opened a segment page"), "consider"),
    "segment_chosen": TouchpointType(_l("Told us who they are"), "consider"),
    "segment_disputed": TouchpointType(_l("Chose another segment"), "consider"),
    "offers_viewed": TouchpointType(_l("Looked at the standard offers"), "consider"),
    # compare
    "comparison_viewed": TouchpointType(_l("Opened the price comparison"), "evaluate"),
    "comparison_made": TouchpointType(_l("Compared prices on their own usage"), "evaluate"),
    "comparison_exported": TouchpointType(_l("Downloaded the comparison"), "evaluate"),
    "price_held": TouchpointType(_l("Held a price"), "decide"),
    "price_hold_viewed": TouchpointType(_l("Opened the held price"), "decide"),
    "price_watched": TouchpointType(_l("Watches a price"), "evaluate"),
    "price_watch_ended": TouchpointType(_l("Watches a price no more")),
    "plan_accepted": TouchpointType(_l("Accepted a plan"), "buy"),
    "acceptance_viewed": TouchpointType(_l("Opened an accepted plan"), "buy"),
    "acceptance_withdrawn": TouchpointType(_l("Took an acceptance back"), "decide"),
    "price_hold_withdrawn": TouchpointType(_l("Gave up a held price"), "decide"),
    # meter data
    "meter_data_viewed": TouchpointType(_l("Opened their meter data"), "evaluate"),
    "meter_file_sent": TouchpointType(_l("Sent a file of meter readings"), "evaluate"),
    "meter_data_confirmed": TouchpointType(_l("Confirmed meter readings for use"), "evaluate"),
    "meter_data_deleted": TouchpointType(_l("Deleted their meter data")),
    "consumption_viewed": TouchpointType(_l("Looked at usage and emissions"), "evaluate"),
    "report_mailed": TouchpointType(_l("Had the emissions report sent by e-mail"), "evaluate"),
    "upload_link_made": TouchpointType(_l("Opened an address for readings"), "evaluate"),
    "report_subscribed": TouchpointType(_l("Asked for the emissions report each month"), "use"),
    "report_unsubscribed": TouchpointType(_l("Ended the monthly emissions report")),
    "milestones_set": TouchpointType(_l("Set milestones for emissions"), "evaluate"),
    # programs of a buyer, by token
    "api_offers_read": TouchpointType(_l("A program read the offers"), "consider", human=False),
    "api_price_asked": TouchpointType(_l("A program asked for a price"), "evaluate", human=False),
    "api_comparison_read": TouchpointType(_l("A program read a comparison"), human=False),
    # configure
    "configuration_started": TouchpointType(_l("Started a configuration"), "evaluate"),
    "configuration_viewed": TouchpointType(_l("Opened a configuration"), "evaluate"),
    "option_chosen": TouchpointType(_l("Changed a configuration"), "evaluate"),
    "configuration_completed": TouchpointType(_l("Completed a configuration"), "evaluate"),
    "configuration_resumed": TouchpointType(_l("Reopened a configuration by code"), "evaluate"),
    "configuration_compared": TouchpointType(_l("Compared configurations"), "evaluate"),
    "configuration_shared": TouchpointType(_l("Shared a configuration by link"), "decide"),
    "configuration_moved": TouchpointType(_l("Moved a configuration to the new edition")),
    "configuration_assisted": TouchpointType(_l("Worked on a configuration with the buyer")),
    "discount_asked": TouchpointType(_l("A discount was put to the heads"), human=False),
    "discount_granted": TouchpointType(_l("Got a discount"), "decide", human=False),
    "discount_refused": TouchpointType(_l("A discount was refused"), human=False),
    # calculate
    "calculation_started": TouchpointType(_l("Started a cost case"), "evaluate"),
    "calculation_viewed": TouchpointType(_l("Opened a cost case"), "evaluate"),
    "assumption_changed": TouchpointType(_l("Changed an assumption"), "evaluate"),
    "assumption_suggested": TouchpointType(_l("Suggested another figure"), "evaluate"),
    "calculation_shared": TouchpointType(_l("Shared a cost case by link"), "decide"),
    "calculation_saved": TouchpointType(_l("Saved a version of the cost case"), "evaluate"),
    "document_requested": TouchpointType(_l("Asked for a PDF"), "decide"),
    "document_downloaded": TouchpointType(_l("Downloaded a PDF"), "decide"),
    # rfp
    "rfp_started": TouchpointType(_l("Started an RFP"), "evaluate"),
    "rfp_viewed": TouchpointType(_l("Opened an RFP"), "evaluate"),
    "rfp_edited": TouchpointType(_l("Edited an RFP"), "evaluate"),
    "reviewer_invited": TouchpointType(_l("Invited a colleague"), "decide", per_subject=True),
    "rfp_submitted": TouchpointType(_l("Submitted an RFP"), "decide"),
    "rfp_withdrawn": TouchpointType(_l("Withdrew an RFP"), "decide"),
    # people
    "signed_in": TouchpointType(_l("Signed in")),
    "signed_up": TouchpointType(_l("Opened an account"), "consider"),
    "consent_given": TouchpointType(_l("Agreed to be contacted")),
    "consent_withdrawn": TouchpointType(_l("Withdrew consent")),
    "private_link_opened": TouchpointType(_l("Opened a private link")),
    # the supplier's side, and the channels off the web
    "call_logged": TouchpointType(_l("Phone call")),
    "letter_logged": TouchpointType(_l("Letter")),
    "email_logged": TouchpointType(_l("E-mail")),
    "visit_logged": TouchpointType(_l("Event or visit")),
    "distributor_logged": TouchpointType(_l("Talked with a distributor")),
    "meeting_logged": TouchpointType(_l("Online meeting")),
    "letter_sent": TouchpointType(_l("Automatic letter"), human=False),
    "email_sent": TouchpointType(_l("Automatic e-mail"), human=False),
    "email_clicked": TouchpointType(_l("Followed a link in an e-mail")),
    # hand-over
    "handover_offered": TouchpointType(_l("Offered to a sales rep"), "decide", human=False),
    "handover_accepted": TouchpointType(_l("Accepted by the sales rep"), "decide"),
    "handover_returned": TouchpointType(_l("Returned to marketing")),
    "handover_expired": TouchpointType(_l("Promise to call expired"), human=False),
    "handover_won": TouchpointType(_l("Won"), "buy"),
    "handover_lost": TouchpointType(_l("Lost")),
    "handover_recycled": TouchpointType(_l("Back to nurture")),
    "complaint_logged": TouchpointType(_l("Complaint")),
    "complaint_closed": TouchpointType(_l("Complaint settled")),
    # after the purchase
    "order_placed": TouchpointType(_l("Placed an order"), "buy"),
    "service_used": TouchpointType(_l("Used the service"), "use"),
    "review_meeting": TouchpointType(_l("Yearly review"), "bond"),
}
