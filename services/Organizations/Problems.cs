using ServiceDefaults.Http;

namespace Organizations;

/// <summary>Every failure of this service; a number is never used twice.</summary>
static class Problems
{
    public static readonly Problem AlreadyRegistered = new(
        "ORG-0001",
        409,
        "该身份证号已登记",
        "This citizen id is already registered",
        "请查找并使用已有的人员记录。",
        "Find the existing person and use that record."
    );
    public static readonly Problem OnlyAdministrators = new(
        "ORG-0002",
        403,
        "只有平台管理员可以任免平台管理员",
        "Only a platform administrator appoints, changes or ends one",
        "请联系平台管理员。",
        "Ask a platform administrator."
    );
    public static readonly Problem AlreadyAppointed = new(
        "ORG-0003",
        409,
        "此人已担任该职务",
        "The person already holds this post",
        "如需变更，请先结束现任职务。",
        "End the present appointment first."
    );
    public static readonly Problem AppointmentEnded = new(
        "ORG-0004",
        409,
        "该任职已经结束",
        "The appointment has ended already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem LastAdministrator = new(
        "ORG-0005",
        409,
        "不能结束最后一位平台管理员的任职",
        "The appointment of the last platform administrator cannot be ended",
        "请先任命另一位平台管理员。",
        "Appoint another administrator first."
    );
    public static readonly Problem AlreadyCovered = new(
        "ORG-0006",
        409,
        "此人已包联该户",
        "The person already answers for this household",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem CoverageEnded = new(
        "ORG-0007",
        409,
        "该包联已经结束",
        "The coverage has ended already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem CreditCodeTaken = new(
        "ORG-0008",
        409,
        "该统一社会信用代码已登记",
        "This credit code is already registered",
        "请查找并使用已有的单位记录。",
        "Find the existing organization and use that record."
    );

    // The concurrent-post rule, coverage and the chart
    public static readonly Problem PreviewApplied = new(
        "ORG-0300",
        409,
        "该预览已经实施",
        "This preview was applied already",
        "如需再次实施，请重新预览。",
        "Make a new preview to run the rule again."
    );
    public static readonly Problem PreviewOutdated = new(
        "ORG-0301",
        409,
        "预览之后情况已有变化",
        "Something has changed since the preview",
        "未作任何改动。请重新预览并核对后再实施。",
        "Nothing was changed. Make a new preview, check it, and apply that."
    );
    public static readonly Problem OnlyWomen = new(
        "ORG-0302",
        409,
        "执委只能增补女性",
        "Only a woman can be co-opted",
        "请核对人员性别，或另选人选。",
        "Check the person's sex, or choose another person."
    );
    public static readonly Problem SexNotRecorded = new(
        "ORG-0303",
        409,
        "该人员未登记性别",
        "The person's sex is not recorded",
        "请先登记公民身份号码或性别。",
        "Record the person's citizen id or sex first."
    );
    public static readonly Problem AlreadyNominated = new(
        "ORG-0304",
        409,
        "此人已被推荐到该微网格",
        "The person is already nominated for this micro-grid",
        "无需再次操作；意愿有变请修改原推荐。",
        "Nothing is left to do; if the person's consent has changed, change the existing nomination."
    );
    public static readonly Problem NominationEnded = new(
        "ORG-0305",
        409,
        "该推荐已经结束",
        "The nomination has ended",
        "请重新推荐。",
        "Nominate the person again."
    );
    public static readonly Problem HeadsNoGrid = new(
        "ORG-0306",
        409,
        "此人目前不是该处的网格长",
        "The person heads no grid of this place now",
        "请核对任职记录，或选择其他增补理由。",
        "Check the person's appointments, or give another ground."
    );
    public static readonly Problem PlaceHasLead = new(
        "ORG-0310",
        409,
        "该处已有主责人",
        "The place already has a lead",
        "一处只能有一位主责人；请改为更换主责。",
        "A place has one lead: change it with PUT /coverages/{id}."
    );
    public static readonly Problem TooManyPlaces = new(
        "ORG-0311",
        409,
        "此人负责的区域已达八片",
        "The person already answers for eight separate areas",
        "请先结束其他包联，或改为包联共同的上级区域。",
        "End another coverage first, or assign the common area above instead."
    );
    public static readonly Problem PostNotHeld = new(
        "ORG-0313",
        409,
        "此人目前未担任该职务",
        "The person does not hold this post now",
        "包联以现任职务为准：请选择此人现任的职务，或先登记任职。",
        "Name a post that the person holds, or record the appointment first."
    );
    public static readonly Problem NoHome = new(
        "ORG-0312",
        409,
        "未登记此人的住址所在",
        "The person's home is not recorded",
        "请先登记住址（PUT /people/{id}/home）。",
        "Record the home first (PUT /people/{id}/home)."
    );
    public static readonly Problem NoChineseFont = new(
        "ORG-0320",
        503,
        "服务器没有可用的中文字体",
        "The server has no font with Chinese characters",
        "请安装 fonts-wqy-microhei，或用 Charts:Font 指定字体文件；SVG 与 JSON 不受影响。",
        "Install fonts-wqy-microhei or name a font file in Charts:Font; SVG and JSON need none."
    );
    public static readonly FieldRule MustBeWoman = new("ORG-1300", "应为女性", "must be a woman");

    // 区划 Divisions
    public static readonly Problem DivisionCodeTaken = new(
        "ORG-0100",
        409,
        "该区划代码已属于或曾属于另一个区划",
        "The code belongs or once belonged to another division",
        "请换一个从未使用过的代码。",
        "Choose a code that was never used."
    );
    public static readonly Problem KindNotBelow = new(
        "ORG-0101",
        409,
        "这种区划不能位于该上级之下",
        "This kind of division may not lie below that one",
        "网格、小区在村（社区）之下，微网格在村或网格之下，楼栋在小区或网格之下，单元在楼栋之下；功能区在地级之下。",
        "Grids and compounds lie below a village, micro-grids below a village or grid, buildings below a "
            + "compound or grid, units below a building, zones below a city."
    );
    public static readonly Problem DivisionEnded = new(
        "ORG-0102",
        409,
        "该区划已经撤销",
        "The division has ended",
        "请查看其去向（successors）。",
        "See its successors (successors)."
    );
    public static readonly Problem DivisionInUse = new(
        "ORG-0103",
        409,
        "该区划内仍有下级区划、记录或任职",
        "The division still holds divisions, records or posts",
        "请先处理 errors 中列出的内容，或通过区划调整移走。",
        "First end or move the items in errors, or move them by a reorganisation."
    );
    public static readonly Problem DivisionFull = new(
        "ORG-0104",
        409,
        "该上级之下已没有可用的编号",
        "No number is left below this division",
        "每个区划之下最多 999 个自动编号、32,768 个下级。",
        "A division has room for 999 generated codes and 32,768 divisions below it."
    );
    public static readonly Problem TableDiffers = new(
        "ORG-0105",
        409,
        "预检之后区划树已有变动",
        "The tree has changed since the dry run",
        "变更清单已按现状重新生成，请核对后再次应用。",
        "The list of changes was computed again: check it and apply again."
    );
    public static readonly Problem TableBlocked = new(
        "ORG-0106",
        409,
        "变更清单中有尚不能应用的项",
        "Some changes cannot be applied yet",
        "请先处理清单中 blocked 的项：移走仍在其中的下级、记录和任职，或先办理区划调整，然后再次应用。",
        "First clear the blocked changes: move the remaining divisions, records and posts, or reorganise; then apply again."
    );

    // 组织、人员、职务、选举 Posts, organizations, people and elections
    public static readonly Problem PostsExclude = new(
        "ORG-0200",
        409,
        "与此人的另一任职互斥",
        "The post excludes another post that the person holds at that time",
        "请先结束另一任职，或调整起止日期（见 errors）。",
        "End the other appointment (see errors) or change the dates."
    );
    public static readonly Problem PlaceFull = new(
        "ORG-0201",
        409,
        "该处此职务的人数已满",
        "The post has the most holders allowed here",
        "请先结束现任者的任职，或调整起止日期（见 errors）。",
        "End a present holder's appointment (see errors) or change the dates."
    );
    public static readonly Problem PersonFull = new(
        "ORG-0202",
        409,
        "此人担任此职务的处数已达上限",
        "The person holds this post in the most places allowed",
        "请先结束其他地方的任职，或调整起止日期（见 errors）。",
        "End an appointment elsewhere (see errors) or change the dates."
    );
    public static readonly Problem RuleBackdated = new(
        "ORG-0203",
        409,
        "已有更晚生效的规则",
        "A later version of the rule exists",
        "新规则须晚于现行规则生效。",
        "Choose a first day after that of the latest version."
    );
    public static readonly Problem OrganizationThere = new(
        "ORG-0204",
        409,
        "该区划已有这类组织",
        "The division already has an organization of this kind",
        "一个区划只设一个妇联、一个妇女小组；请使用已有的记录。",
        "A division has one federation and one women's group: use the existing one."
    );
    public static readonly Problem StatusNotPossible = new(
        "ORG-0205",
        409,
        "组织不能由目前状态转为该状态",
        "The organization cannot change from its status to this one",
        "筹备可转正常，正常可暂停或撤销，暂停可恢复或撤销；撤销不可恢复。",
        "Preparing can become active; active can become suspended or dissolved; suspended can become "
            + "active or dissolved; dissolved is final."
    );
    public static readonly Problem KeptByJobs = new(
        "ORG-1420",
        409,
        "用人单位的名称和信用代码由就业服务登记",
        "The register of employers in Jobs keeps this name and credit code",
        "请由就业管理员在用人单位登记中变更（PATCH /jobs/v1/employers/{id}），变更后自动同步到这里。",
        "Ask a job officer to change it in Jobs (PATCH /jobs/v1/employers/{id}); the change then arrives here."
    );
    public static readonly FieldRule OfJobs = new("ORG-1421", "由就业服务登记", "is kept by the register of employers");
    public static readonly Problem OrganizationDissolved = new(
        "ORG-0206",
        409,
        "该组织已经撤销",
        "The organization is dissolved",
        "已撤销的组织不再变更。",
        "A dissolved organization cannot be changed."
    );
    public static readonly Problem MemberAlready = new(
        "ORG-0207",
        409,
        "在此期间已是会员",
        "A membership for these days exists already",
        "请核对 errors 中指出的会员及其起止日期。",
        "Check the members in errors and their days."
    );
    public static readonly Problem MemberNoMore = new(
        "ORG-0208",
        409,
        "该会员资格已经终止",
        "The membership has ended",
        "如再次入会，请另行登记。",
        "If the member joins again, add a new membership."
    );
    public static readonly Problem FirstCongressHeld = new(
        "ORG-0209",
        409,
        "该组织已有代表大会记录",
        "A congress is on record already",
        "第一次代表大会只有一次；请登记为换届或临时会议。",
        "An organization has one first congress: record this one as regular or extraordinary."
    );
    public static readonly Problem TermsOverlap = new(
        "ORG-0210",
        409,
        "与另一届任期重叠",
        "The term overlaps another term",
        "请调整起止日期。",
        "Change the first or the last day."
    );
    public static readonly Problem ElectedOffice = new(
        "ORG-0212",
        409,
        "该职务由选举产生",
        "This office is filled by election",
        "请登记选举及其结果。",
        "Record the election and its result."
    );
    public static readonly Problem NotInBody = new(
        "ORG-0213",
        409,
        "候选人不属于应从中产生的范围",
        "A candidate does not belong to the body that this office is drawn from",
        "常务理事从理事中产生，会长、副会长从常务理事中产生，理事从会员中产生，主席、副主席从执委中产生。",
        "The standing council is drawn from the council, president and vice presidents from the standing "
            + "council, the council from the members, chairs from the executive committee."
    );
    public static readonly Problem ElectionRecorded = new(
        "ORG-0214",
        409,
        "选举结果已经登记",
        "The result is recorded already",
        "结果不可重复登记；补选请另开选举。",
        "A result is recorded once; open another election for the remaining seats."
    );
    public static readonly Problem MoreWinnersThanSeats = new(
        "ORG-0215",
        409,
        "当选人数多于名额",
        "More candidates are declared elected than there are seats",
        "请核对名额与得票。",
        "Check the seats and the votes."
    );
    public static readonly Problem ResultDiffers = new(
        "ORG-0216",
        409,
        "宣布的当选人与计票结果不符",
        "The declared winners differ from the count",
        "最后名额票数相同者须重新投票，不得抽签。",
        "Check the votes; a tie at the last seat needs a runoff, never a lot."
    );
    public static readonly Problem NoRunoff = new(
        "ORG-0217",
        409,
        "没有需要重新投票的名额",
        "There is no tie to decide, or its runoff is open already",
        "请查看选举结果。",
        "See the result of the election."
    );
    public static readonly Problem NoPhoto = new(
        "ORG-0218",
        422,
        "照片须为不超过200 KB的JPEG或PNG图片",
        "The photo must be a JPEG or PNG of at most 200 KB",
        "请缩小或转换后重新上传。",
        "Shrink or convert it and upload it again."
    );
    public static readonly Problem SeatsTaken = new(
        "ORG-0219",
        409,
        "本届该职务的名额不足",
        "The body has fewer vacant places for this term",
        "名额以本届首次选举为准；补选只能补足空缺。",
        "The first election of the term sets the number of places; a later one fills vacant places only."
    );
    public static readonly Problem BeyondTerm = new(
        "ORG-0220",
        409,
        "选举产生的任职不得超出本届任期",
        "An elected post cannot last longer than its term",
        "如任期有变，请变更该届任期。",
        "If the term has changed, change the term."
    );
    public static readonly Problem WomenOnly = new(
        "ORG-0221",
        409,
        "该职务由女性担任",
        "Only a woman can hold this post",
        "请核对人员性别，或另选人选。",
        "Check the person's sex, or choose another person."
    );
    public static readonly Problem ElectionOpen = new(
        "ORG-1430",
        409,
        "同一名额已有选举正在进行",
        "An election for the same seats is open already",
        "请先登记其结果或取消该选举。",
        "Record its result or cancel it first."
    );
    public static readonly Problem ElectionCancelled = new(
        "ORG-1431",
        409,
        "该选举已取消",
        "The election was cancelled",
        "如仍需选举，请重新开启。",
        "If the seats still need an election, open a new one."
    );
    public static readonly FieldRule NoLongerCandidate = new("ORG-1432", "候选人已退出", "is no longer a candidate");
    public static readonly Problem CandidacyOver = new(
        "ORG-1433",
        409,
        "该候选资格已结束",
        "The candidacy has ended already",
        "请查看选举结果。",
        "See the election."
    );
    public static readonly Problem OutsideAge = new(
        "ORG-1436",
        409,
        "年龄不符合该职务的任职规则",
        "The person's age does not meet the rule of the post",
        "请核对出生日期和任职规则，或另选他人。",
        "Check the birth date and the rule of the post, or choose another person."
    );
    public static readonly FieldRule TooYoung = new("ORG-1437", "未达到任职年龄", "is younger than the post allows");
    public static readonly FieldRule TooOld = new("ORG-1438", "超过任职年龄", "is older than the post allows");
    public static readonly FieldRule SexDiffers = new(
        "ORG-1204",
        "与身份证号中的性别不符",
        "differs from the sex in the citizen id"
    );
    public static readonly FieldRule BirthDateDiffers = new(
        "ORG-1205",
        "与身份证号中的出生日期不符",
        "differs from the birth date in the citizen id"
    );
    public static readonly FieldRule MoreThanBallots = new(
        "ORG-1203",
        "超过选票所允许的数目",
        "is more than the ballots allow"
    );
    public static readonly FieldRule OtherAppointment = new(
        "ORG-1200",
        "与另一任职冲突",
        "conflicts with another appointment"
    );
    public static readonly FieldRule NotHeldHere = new(
        "ORG-1201",
        "该职务不设在这一级区划或这类组织",
        "is of a level or kind that does not have this post"
    );
    public static readonly FieldRule NoSuchOrganizationHere = new(
        "ORG-1202",
        "这类组织不设在这一级区划",
        "is of a level without organizations of this kind"
    );

    // 区划调整 Reorganisations
    public static readonly Problem NothingAbove = new(
        "ORG-0150",
        409,
        "省级区划之上没有区划，不能调整",
        "A province has no parent and cannot be reorganised",
        "请选择省级以下的区划。",
        "Choose a division below a province."
    );
    public static readonly Problem DivisionCycle = new(
        "ORG-0151",
        409,
        "不能移到自身或自身的下级",
        "A division cannot lie below itself",
        "请选择不在该区划之内的上级。",
        "Choose a parent outside the moved division."
    );
    public static readonly Problem MayNotLieThere = new(
        "ORG-0152",
        409,
        "该类区划不能设在此处",
        "A division of this kind or level may not lie there",
        "请选择级别相应的上级区划。",
        "Choose a parent of the matching level."
    );
    public static readonly Problem LiesThereAlready = new(
        "ORG-0153",
        409,
        "该区划已在此上级之下",
        "The division already lies below this parent",
        "无需调整。",
        "Nothing is left to do."
    );
    public static readonly Problem NotSisters = new(
        "ORG-0154",
        409,
        "只能合并同一上级之下的同类区划",
        "Only divisions of one kind with the same parent can be merged",
        "请先将它们移到同一上级之下。",
        "Move them below the same parent first."
    );
    public static readonly Problem Unassigned = new(
        "ORG-0155",
        409,
        "有下级或住户未分配到任何部分",
        "Some divisions or households are not assigned to a part",
        "请按 errors 所列逐一分配，或指定一个部分接收其余住户。",
        "Assign each item in errors, or choose one part for the remaining households."
    );
    public static readonly Problem TreeHasChanged = new(
        "ORG-0156",
        409,
        "预览之后情况已有变化",
        "Something has changed since the preview",
        "请重新预览。",
        "Make a new preview."
    );
    public static readonly Problem UndoTooLate = new(
        "ORG-0157",
        409,
        "已超过30天，不能撤销",
        "A reorganisation cannot be undone after 30 days",
        "请另行调整。",
        "Make a new reorganisation."
    );
    public static readonly Problem BuiltUponSince = new(
        "ORG-0158",
        409,
        "此后又有变动，不能撤销",
        "The divisions have changed since",
        "请先撤销 errors 所列的后续调整。",
        "First undo the later changes in errors."
    );
    public static readonly Problem RecordsSince = new(
        "ORG-0159",
        409,
        "新区划内已有记录，不能撤销",
        "The new divisions already hold records",
        "请先处理 errors 所列的记录。",
        "First end or move the records in errors."
    );
    public static readonly Problem NotPreviewed = new(
        "ORG-0160",
        409,
        "该调整已应用或已撤销",
        "The reorganisation has already been applied or undone",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem NotApplied = new(
        "ORG-0161",
        409,
        "该调整未应用或已撤销",
        "The reorganisation is not applied or already undone",
        "无需撤销。",
        "Nothing is left to undo."
    );
    public static readonly Problem AreasComeApart = new(
        "ORG-0162",
        409,
        "有人负责的区域将超过八片",
        "A person would hold more than eight separate areas",
        "请先合并 errors 所列人员的任职。",
        "First merge the appointments of the people in errors."
    );
    public static readonly Problem NoRoom = new(
        "ORG-0163",
        409,
        "该区划之下已无空位",
        "That division has no room for another one below it",
        "请选择其他上级。",
        "Choose another parent."
    );

    public static FieldRule IsUnassigned(string what) =>
        new("ORG-1150", $"未分配：{what}", $"is assigned to no part: {what}");

    public static FieldRule LaterOne(Guid id, string kind) =>
        new("ORG-1151", $"后续调整 {id}（{kind}）", $"a later reorganisation: {id} ({kind})");

    public static FieldRule ChangedSince(string name) =>
        new("ORG-1152", $"此后已变更：{name}", $"changed since: {name}");

    public static FieldRule CodeTakenSince(string code, string name) =>
        new("ORG-1155", $"代码 {code} 已由“{name}”使用", $"{name} has the code {code} now");

    public static FieldRule LiesThere(string held, long number) =>
        new("ORG-1153", $"{held}：{number} 条", $"{held}: {number}");

    public static readonly FieldRule NameIsFormula = new(
        "ORG-1156",
        "名称不能以 = + - @ 开头（电子表格会将其当作公式）",
        "may not begin with = + - @: a spreadsheet would read it as a formula"
    );

    public static FieldRule Holds(Guid person) => new("ORG-1154", $"人员 {person}", $"person {person}");

    // 联盟、项目、工作室 Alliances, programmes, studios
    public static readonly Problem AlreadyMember = new(
        "ORG-0500",
        409,
        "该单位已是联盟成员",
        "The organization is already a member",
        "无需再次加入。",
        "Nothing is left to do."
    );
    public static readonly Problem MembershipEnded = new(
        "ORG-0501",
        409,
        "该成员已经退出",
        "The membership has ended already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem NotAMember = new(
        "ORG-0502",
        409,
        "不是该联盟当日的成员单位",
        "The organization is not a member of the alliance on that day",
        "请先登记成员单位，或从名单中去掉。",
        "Add it as a member first, or remove it from the list."
    );
    public static readonly Problem NoMemberToChair = new(
        "ORG-0503",
        409,
        "没有可以轮值的成员单位",
        "The alliance has no member to take the chair",
        "轮值主席至少需要一个成员单位。",
        "A rotating chair needs at least one member."
    );
    public static readonly Problem HandedOverSince = new(
        "ORG-0504",
        409,
        "该日之后已有轮值交接记录",
        "A handover has been recorded since that day",
        "请从最近一次交接之后的日期起调整。",
        "Start after the last recorded handover."
    );
    public static readonly Problem NoTurnBegins = new(
        "ORG-0505",
        409,
        "该日没有轮值交接",
        "No turn in the chair begins on that day",
        "请查看轮值表。",
        "See the list of turns."
    );
    public static readonly Problem HandedOver = new(
        "ORG-0506",
        409,
        "该次交接已经记录",
        "This handover is recorded already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem OutsideAlliance = new(
        "ORG-0507",
        409,
        "联盟在该日不存在",
        "The alliance did not exist on that day",
        "请核对日期和联盟的起止日期。",
        "Check the date and the alliance's first and last day."
    );
    public static readonly Problem DecisionDone = new(
        "ORG-0508",
        409,
        "该事项已经办结",
        "This decision is done already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem ProgrammeCycle = new(
        "ORG-0510",
        409,
        "项目不能放在它自己或其下级之下",
        "A programme cannot lie below itself",
        "请选择另一个上级项目。",
        "Choose another parent."
    );
    public static readonly Problem ProgrammesTooDeep = new(
        "ORG-0511",
        409,
        "项目层级超过八级",
        "Programmes can nest at most eight levels deep",
        "请减少层级。",
        "Use fewer levels."
    );
    public static readonly Problem KindAbove = new(
        "ORG-0512",
        409,
        "该类别不能放在此上级之下",
        "A programme of this kind cannot lie below that one",
        "计划下设行动、平台或项目；项目之下只能是项目。",
        "A plan holds actions, platforms and projects; a project holds only projects."
    );
    public static readonly Problem NoSuchTransition = new(
        "ORG-0513",
        409,
        "不能这样变更状态",
        "The status cannot change in this way",
        "草拟、批准、实施、完成依次进行；实施中可暂停或取消。",
        "The order is draft, approved, running, completed; a running programme can be suspended or cancelled."
    );
    public static readonly Problem OutsidePeriod = new(
        "ORG-0514",
        409,
        "日期超出项目期间",
        "The date lies outside the programme's period",
        "请核对日期，或先调整项目期间。",
        "Check the dates, or change the period first."
    );
    public static readonly Problem ModeNotMet = new(
        "ORG-0515",
        409,
        "参与单位与项目模式不符",
        "The organizations do not match the mode",
        "购买项目须有购买方，合作项目须有合作单位。",
        "A purchased project needs a purchaser, a cooperation project a partner."
    );
    public static readonly Problem NotBegun = new(
        "ORG-0516",
        409,
        "项目尚未实施",
        "The programme is not running yet",
        "请先将项目状态变更为实施。",
        "Set its status to running first."
    );
    public static readonly Problem AlreadyTakesPart = new(
        "ORG-0517",
        409,
        "该单位已以此身份参与",
        "The organization already takes part in this role",
        "无需再次登记。",
        "Nothing is left to do."
    );
    public static readonly Problem PartEnded = new(
        "ORG-0518",
        409,
        "该单位已经退出",
        "The organization has left already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem AlreadyInStudio = new(
        "ORG-0530",
        409,
        "已是该工作室成员",
        "The person is already a member of the studio",
        "无需再次加入。",
        "Nothing is left to do."
    );
    public static readonly Problem LeaderNotMember = new(
        "ORG-0531",
        409,
        "领衔人须为工作室成员",
        "The leader must be a member of the studio",
        "请先登记为成员。",
        "Add the person as a member first."
    );
    public static readonly Problem LeaderStays = new(
        "ORG-0532",
        409,
        "领衔人须先移交再退出",
        "The leader can leave only after another person leads",
        "请先变更领衔人。",
        "Name another leader first."
    );
    public static readonly Problem ContractRecorded = new(
        "ORG-0533",
        409,
        "该合同编号已登记",
        "This contract number is recorded already",
        "请核对已有成果。",
        "Check the existing result."
    );
    public static readonly Problem DoesNotRise = new(
        "ORG-0534",
        409,
        "技能等级应逐次提高",
        "A promotion must lead to a higher grade than those before it",
        "请核对等级和日期。",
        "Check grade and date against the person's other promotions."
    );
    public static readonly Problem NotOfStudio = new(
        "ORG-0535",
        409,
        "此人当日不是工作室成员或徒弟",
        "The person did not belong to the studio on that day",
        "请先登记为成员或徒弟。",
        "Add the person as a member or apprentice first."
    );
    public static readonly Problem StandardsNotMet = new(
        "ORG-0536",
        409,
        "工作室未达到评选标准",
        "The studio does not meet the standards",
        "请查看未达到的标准。",
        "See the standards that it does not meet."
    );
    public static readonly Problem MoreThanPlaces = new(
        "ORG-0537",
        409,
        "超过评选名额",
        "More studios are chosen than there are places",
        "请减少入选数。",
        "Choose fewer."
    );
    public static readonly Problem SelectionNotDecided = new(
        "ORG-0538",
        409,
        "评选尚未评定",
        "The selection is not decided yet",
        "请先评定再公布。",
        "Decide the selection before you publish it."
    );
    public static readonly Problem SelectionPublished = new(
        "ORG-0539",
        409,
        "评选已经公布",
        "The selection is published already",
        "公布后不能更改。",
        "A published selection cannot be changed."
    );
    public static readonly Problem SelectionOpened = new(
        "ORG-0540",
        409,
        "该地区本年度此级评选已启动",
        "This year's selection of this level is already open in the area",
        "请使用已有的评选。",
        "Use the existing selection."
    );
    public static readonly Problem PairedAlready = new(
        "ORG-0541",
        409,
        "师徒已经结对",
        "They are already master and apprentice",
        "无需再次登记。",
        "Nothing is left to do."
    );
    public static readonly Problem PairEnded = new(
        "ORG-0542",
        409,
        "师徒结对已经结束",
        "The apprenticeship has ended already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem GrantReversed = new(
        "ORG-0543",
        409,
        "该笔补助已冲销或本身为冲销",
        "The grant is reversed already, or is a reversal itself",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem StudioNotThere = new(
        "ORG-0544",
        409,
        "工作室在该日不存在",
        "The studio did not exist on that day",
        "请核对日期和工作室的起止日期。",
        "Check the date and the studio's first and last day."
    );

    // 积分、考核、评选与荣誉 Points, appraisal, campaigns and honours
    public static readonly Problem RuleOverlaps = new(
        "ORG-0401",
        409,
        "该事项已有更晚生效的规则版本",
        "A version of this rule already begins on that day or later",
        "新版本须在现有最新版本之后生效。",
        "Choose a first day after that of the latest version."
    );
    public static readonly Problem OwnPoints = new(
        "ORG-0402",
        403,
        "不能为自己加减积分，也不能审批自己提出的积分",
        "You cannot decide on your own points or on points that you proposed",
        "请由另一位负责人办理。",
        "Ask another leader to do it."
    );
    public static readonly Problem MeritDecided = new(
        "ORG-0403",
        409,
        "该积分申请已审批",
        "The proposal has been decided already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem NothingToReverse = new(
        "ORG-0404",
        409,
        "该条目没有积分可冲销",
        "The entry gave no points, or is itself a reversal",
        "只能冲销给出积分的原始条目。",
        "Only an original entry that gave points can be reversed."
    );
    public static readonly Problem AlreadyReversed = new(
        "ORG-0405",
        409,
        "该条目已被冲销",
        "The entry has been reversed already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem AlreadyLed = new(
        "ORG-0406",
        409,
        "该女性已有执委结对带动",
        "An executive member already leads this woman",
        "如需变更，请先结束现有的结对。",
        "End the present link first."
    );
    public static readonly Problem NotExecutiveMember = new(
        "ORG-0407",
        409,
        "此人当日不是执委",
        "The person is not an executive member on that day",
        "请核对任职记录。",
        "Check the person's appointments."
    );
    public static readonly Problem LinkEnded = new(
        "ORG-0408",
        409,
        "该结对已经结束",
        "The link has ended already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem ServiceRecorded = new(
        "ORG-0409",
        409,
        "该次服务已登记",
        "This service is recorded already",
        "无需再次登记。",
        "Nothing is left to do."
    );
    public static readonly Problem HonourRevoked = new(
        "ORG-0410",
        409,
        "该荣誉已撤销",
        "The honour has been revoked already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem NotYourHonour = new(
        "ORG-0411",
        403,
        "只有授予单位或其上级可以撤销",
        "Only the awarding federation, or one above it, can revoke it",
        "请联系授予单位。",
        "Ask the awarding federation."
    );
    public static readonly Problem AppraisalThere = new(
        "ORG-0412",
        409,
        "该区划该年度该职务的考核已存在",
        "An appraisal of this post for this year exists in this division",
        "请打开已有的考核。",
        "Open the existing appraisal."
    );
    public static readonly Problem AppraisalPublished = new(
        "ORG-0413",
        409,
        "考核结果已公布",
        "The appraisal is published already",
        "如有异议，请通过申诉处理。",
        "Correct it through an appeal."
    );
    public static readonly Problem NobodyToAppraise = new(
        "ORG-0414",
        409,
        "没有可考核的人员",
        "Nobody here holds the post",
        "请核对任职记录。",
        "Check the appointments."
    );
    public static readonly Problem AppealLate = new(
        "ORG-0415",
        409,
        "申诉期已过",
        "The period for appeals is over",
        "申诉期已在公布时写明。",
        "The period was stated at the publication."
    );
    public static readonly Problem AppealedAlready = new(
        "ORG-0416",
        409,
        "您已提出申诉",
        "You have appealed already",
        "请等待处理结果。",
        "Wait for the decision."
    );
    public static readonly Problem AppealDecided = new(
        "ORG-0417",
        409,
        "该申诉已处理",
        "The appeal has been decided already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly Problem CampaignNotOn = new(
        "ORG-0420",
        409,
        "不在评选活动期内",
        "The campaign is not running today",
        "请核对活动的起止日期。",
        "Check the campaign's first and last day."
    );
    public static readonly Problem QuotaExceeded = new(
        "ORG-0421",
        409,
        "超过名额",
        "The selection exceeds the quota",
        "请减少入选数量（见 errors）。",
        "Select fewer (see errors)."
    );
    public static readonly Problem AlreadyFinal = new(
        "ORG-0422",
        409,
        "该级评选已结束",
        "The selection of this level has already ended here",
        "结果已定，如有问题请撤销荣誉。",
        "The result is final; an honour can be revoked."
    );
    public static readonly Problem BelowNotFinal = new(
        "ORG-0423",
        409,
        "下一级评选尚未全部结束",
        "The selection of the level below has not ended everywhere here",
        "请先结束下一级的评选。",
        "End the selection of the level below first."
    );
    public static readonly Problem TitleRevokedBelow = new(
        "ORG-1434",
        409,
        "有入选家庭的下级荣誉已被撤销",
        "The lower title of a selected household has been revoked",
        "请先将其撤出本级评选，再结束评选。",
        "Remove the household from this level's selection, then end the selection."
    );
    public static readonly FieldRule RevokedBelow = new(
        "ORG-1435",
        "下级荣誉已被撤销",
        "has lost its title of the level below"
    );
    public static readonly Problem OwnRecord = new(
        "ORG-0424",
        403,
        "不能为自己登记服务或授予荣誉",
        "You cannot record your own services or honour yourself",
        "请由同事或上级妇联办理。",
        "Ask a colleague or the federation above."
    );
    public static readonly Problem ServiceReversed = new(
        "ORG-0425",
        409,
        "该次服务已冲销",
        "This service has been reversed already",
        "无需再次操作。",
        "Nothing is left to do."
    );
    public static readonly FieldRule NoMoreWomen = new(
        "ORG-1405",
        "该户登记的妇女均已计入，没有更多",
        "would be more women than live in the household"
    );
    public static readonly FieldRule TakesNoPart = new(
        "ORG-1400",
        "该户未参加，或不在您的区域内",
        "does not take part, or lies outside your area"
    );
    public static readonly FieldRule NotSelectedBelow = new(
        "ORG-1401",
        "该户未在下一级入选，或下一级评选尚未结束",
        "was not selected at the level below, or that selection has not ended"
    );
    public static readonly FieldRule AboveYou = new(
        "ORG-1402",
        "该级评选由上级妇联进行",
        "can be selected only by the federation of that level"
    );
    public static readonly FieldRule SelectionOver = new(
        "ORG-1403",
        "该区划的评选已结束",
        "lies in a division whose selection has ended"
    );
    public static readonly FieldRule QuotaFull = new("ORG-1404", "名额已满", "exceeds the quota");
}
