using ServiceDefaults.Http;

namespace Organizations;

/// <summary>Every failure of this service; a number is never used twice.</summary>
static class Problems
{
    public static readonly Problem AlreadyRegistered = new("ORG-0001", 409, "该身份证号已登记", "This citizen id is already registered", "请查找并使用已有的人员记录。", "Find the person who is there and use that record.");
    public static readonly Problem OnlyAdministrators = new("ORG-0002", 403, "只有平台管理员可以任命平台管理员", "Only a platform administrator appoints one", "请联系平台管理员。", "Ask a platform administrator.");
    public static readonly Problem AlreadyAppointed = new("ORG-0003", 409, "此人已担任该职务", "She already holds this post", "如需变更，请先结束现任职务。", "End the present appointment first.");
    public static readonly Problem AppointmentEnded = new("ORG-0004", 409, "该任职已经结束", "The appointment has ended already", "无需再次操作。", "Nothing is left to do.");
    public static readonly Problem LastAdministrator = new("ORG-0005", 409, "不能结束最后一位平台管理员的任职", "The last platform administrator cannot be ended", "请先任命另一位平台管理员。", "Appoint another one first.");
    public static readonly Problem AlreadyCovered = new("ORG-0006", 409, "此人已包联该户", "She already answers for this household", "无需再次操作。", "Nothing is left to do.");
    public static readonly Problem CoverageEnded = new("ORG-0007", 409, "该包联已经结束", "The coverage has ended already", "无需再次操作。", "Nothing is left to do.");
    public static readonly Problem CreditCodeTaken = new("ORG-0008", 409, "该统一社会信用代码已登记", "This credit code is already registered", "请查找并使用已有的单位记录。", "Find the organization that is there and use that record.");
}
