namespace ServiceDefaults.Http;

/// <summary>The problems that every service can answer with.</summary>
public static class PlatformProblems
{
    public static readonly Problem Invalid = new(
        "PLT-0001",
        400,
        "提交的内容有误",
        "The request has invalid fields",
        "请按 errors 中指出的位置逐项修改。",
        "Correct each field that errors points at."
    );
    public static readonly Problem Malformed = new(
        "PLT-0002",
        400,
        "请求格式无法解析",
        "The request cannot be read",
        "请检查 JSON 语法和字段类型。",
        "Check the JSON syntax and the types of the fields."
    );
    public static readonly Problem SignIn = new(
        "PLT-0003",
        401,
        "请先登录",
        "Sign in first",
        "请携带有效的访问令牌。",
        "Send a valid bearer token."
    );
    public static readonly Problem NotAllowed = new(
        "PLT-0004",
        403,
        "没有权限",
        "You may not do this",
        "您目前的职务不包含此操作，请联系上级管理员。",
        "None of your roles allows this; ask the officer above you."
    );
    public static readonly Problem NotFound = new(
        "PLT-0005",
        404,
        "没有找到",
        "Not found",
        "该记录不存在，或不在您负责的范围内。",
        "The record does not exist, or lies outside your area."
    );
    public static readonly Problem MethodNotAllowed = new(
        "PLT-0006",
        405,
        "不支持的请求方法",
        "Method not allowed",
        "请查看接口文档 /docs。",
        "See the API documents at /docs."
    );
    public static readonly Problem Conflict = new(
        "PLT-0007",
        409,
        "与已有数据冲突",
        "The request conflicts with existing data",
        "请刷新后核对已有记录。",
        "Reload and compare with the existing records."
    );
    public static readonly Problem Stale = new(
        "PLT-0008",
        412,
        "记录已被他人修改",
        "The record was changed by someone else",
        "请重新读取后再修改（If-Match 与当前版本不符）。",
        "Read it again and repeat the change: If-Match is not the current version."
    );
    public static readonly Problem TooLarge = new(
        "PLT-0009",
        413,
        "内容过大",
        "The content is too large",
        "请缩小或拆分后再提交。",
        "Reduce the content, or split it and send the parts."
    );
    public static readonly Problem MediaType = new(
        "PLT-0010",
        415,
        "不支持的内容类型",
        "Unsupported media type",
        "请使用接口文档所列的 Content-Type。",
        "Use a Content-Type listed in /docs."
    );
    public static readonly Problem IfMatchNeeded = new(
        "PLT-0011",
        428,
        "缺少 If-Match",
        "If-Match is missing",
        "请先读取记录，并在 If-Match 中带上其 ETag。",
        "Read the record first and send its ETag as If-Match."
    );
    public static readonly Problem BadCursor = new(
        "PLT-0012",
        400,
        "游标无效",
        "The cursor is not valid",
        "请从第一页重新开始。",
        "Start again from the first page."
    );
    public static readonly Problem ForeignCursor = new(
        "PLT-0013",
        410,
        "游标已失效",
        "The cursor is no longer valid",
        "数据已重建，请重新全量同步。",
        "The data was rebuilt: synchronise from the start."
    );
    public static readonly Problem OldCursor = new(
        "PLT-0073",
        410,
        "游标太旧：变更只保留90天",
        "The cursor is too old: changes are kept for 90 days",
        "请重新全量同步，再从新的游标继续。",
        "Synchronise from the start, and go on from a new cursor."
    );
    public static readonly Problem KeyNeeded = new(
        "PLT-0014",
        400,
        "缺少 Idempotency-Key",
        "Idempotency-Key is missing",
        "每次提交请附上一个新的唯一值（8-128 个字符），重试时沿用。",
        "Send a new unique value (8-128 characters) with each POST, and the same one when you retry it."
    );
    public static readonly Problem KeyReused = new(
        "PLT-0015",
        422,
        "Idempotency-Key 已用于其他内容",
        "This Idempotency-Key was used with another request",
        "请为新的提交换一个值。",
        "Use a new value for a new request."
    );
    public static readonly Problem TooMany = new(
        "PLT-0016",
        429,
        "请求过于频繁",
        "Too many requests",
        "请稍后重试（见 Retry-After）。",
        "Wait and try again (see Retry-After)."
    );
    public static readonly Problem Fault = new(
        "PLT-0017",
        500,
        "系统内部错误",
        "Internal error",
        "请稍后重试；若仍出现，请把 traceId 告知管理员。",
        "Try again later; if the error persists, give the traceId to the administrator."
    );
    public static readonly Problem Unavailable = new(
        "PLT-0018",
        503,
        "服务暂时不可用",
        "Temporarily unavailable",
        "请稍后用同一个 Idempotency-Key 重试。",
        "Try again shortly with the same Idempotency-Key."
    );
    public static readonly Problem TooManyAreas = new(
        "PLT-0019",
        403,
        "负责区域超过八个",
        "You are responsible for more than eight separate areas",
        "请联系上级，把您的任职合并到共同的上级区域。",
        "Ask the officer above you to merge your roles into a common area."
    );
    public static readonly Problem ChooseOrganization = new(
        "PLT-0020",
        400,
        "请选择所代表的单位",
        "Choose the organization you act for",
        "您在多个单位任职，请在 X-Organization 中给出单位编号。",
        "You act for several organizations: send the id of one in X-Organization."
    );
    public static readonly Problem SignInForFiles = new(
        "PLT-0068",
        401,
        "下载文件须先登录",
        "Sign in to download files",
        "请登录后下载；不登录可按页查询（去掉 format 参数）。",
        "Sign in and repeat the request, or read the list page by page without format."
    );
    public static readonly Problem TooSlow = new(
        "PLT-0069",
        504,
        "查询用时过长，已停止",
        "The query took too long and was stopped",
        "请缩小范围或加上筛选条件后重试。",
        "Choose a smaller area or add filters, and try again."
    );
    public static readonly Problem WholeTreeOnly = new(
        "PLT-0052",
        403,
        "仅限负责全部区域的管理员",
        "Only for administrators of all areas",
        "此项设置对所有地区生效，请由负责全部区域的管理员修改。",
        "The setting applies to all areas: ask an administrator of all areas to change it."
    );
    public static readonly Problem AddressTooLong = new(
        "PLT-0050",
        414,
        "请求地址过长",
        "The address is too long",
        "地址连同查询参数最多 8192 个字符，请减少筛选条件。",
        "Path and query may have at most 8,192 characters: use fewer filters."
    );
    public static readonly Problem HeadTooLarge = new(
        "PLT-0051",
        431,
        "请求头过大",
        "The headers are too large",
        "请求头合计最多 32 KB。",
        "All headers together may have at most 32 KB."
    );

    public static readonly Problem Unreadable = new(
        "PLT-0070",
        409,
        "记录中有一项加密内容无法读取",
        "An encrypted value of the record cannot be read",
        "请重新填写该项内容，或联系管理员从备份恢复。",
        "Enter the value again, or ask an administrator to restore it from a backup."
    );

    // Sign-in of browsers at the gateway.
    public static readonly Problem SignInNotCompleted = new(
        "PLT-0080",
        400,
        "登录没有完成",
        "The sign-in was not completed",
        "请重新登录；如果多次出现，请联系平台管理员。",
        "Sign in again; if it happens again, ask the platform's administrator."
    );
    public static readonly Problem SignInToken = new(
        "PLT-0081",
        403,
        "登录服务签发的令牌不适用于本平台",
        "The authority’s token is not for this platform",
        "请联系平台管理员：检查认证服务中本平台客户端的受众和人员编号。",
        "Ask the platform’s administrator to check the audience and the person’s id at the authority."
    );
    public static readonly Problem ForeignPage = new(
        "PLT-0082",
        403,
        "该请求不是由本平台的页面发出",
        "The request was not sent by a page of this platform",
        "请从平台页面操作；程序请使用访问令牌，不要使用浏览器的登录。",
        "Use the platform’s own pages; a program sends a bearer token, not a browser’s cookie."
    );

    // Rules of single fields; a problem of status 400 lists them, each with its JSON pointer.
    public static readonly FieldRule Required = new("PLT-1001", "必填", "is required");
    public static readonly FieldRule TooLong = new("PLT-1002", "过长", "is too long");
    public static readonly FieldRule UnknownCode = new("PLT-1003", "不在代码表中", "is not in the code table");
    public static readonly FieldRule InFuture = new("PLT-1004", "日期不能晚于今天", "lies in the future");
    public static readonly FieldRule CheckDigit = new("PLT-1005", "校验码不正确", "has a wrong check digit");
    public static readonly FieldRule Format = new("PLT-1006", "格式不正确", "has the wrong format");
    public static readonly FieldRule OutOfRange = new("PLT-1007", "超出允许范围", "is out of range");
    public static readonly FieldRule Unknown = new(
        "PLT-1008",
        "所引用的记录不存在",
        "refers to something that does not exist"
    );
    public static readonly FieldRule UnknownField = new("PLT-1009", "没有这个字段", "is not a known field");
    public static readonly FieldRule Duplicate = new("PLT-1010", "重复", "is given twice");
    public static readonly FieldRule NotNew = new(
        "PLT-1011",
        "不能用作新记录的编号，请换一个新生成的编号或留空",
        "cannot be the id of a new record: generate another id or omit it"
    );
    public static readonly FieldRule NoReason = new("PLT-0064", "请写明查看原因", "must give a reason");
    public static readonly FieldRule NotSeen = new(
        "PLT-1020",
        "含有看不见或不能显示的字符（控制符、零宽字符、方向标记等）",
        "contains invisible or undisplayable characters (control, zero-width, direction marks)"
    );
    public static readonly FieldRule NoName = new(
        "PLT-1021",
        "不是姓名：没有文字，或含有表情符号",
        "is not a name: it has no letter, or contains emoji"
    );
}

/// <summary>A rule that a field can break: a stable code and its texts.</summary>
public sealed record FieldRule(string Code, string Zh, string En)
{
    public FieldError At(string pointer) => new(pointer, Code, Zh, En);
}
