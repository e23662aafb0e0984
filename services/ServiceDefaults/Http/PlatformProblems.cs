namespace ServiceDefaults.Http;

/// <summary>What every service can answer with.</summary>
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
        "No role of yours allows this; ask the officer above you."
    );
    public static readonly Problem NotFound = new(
        "PLT-0005",
        404,
        "没有找到",
        "Not found",
        "该记录不存在，或不在您负责的范围内。",
        "It does not exist, or lies outside your area."
    );
    public static readonly Problem MethodNotAllowed = new(
        "PLT-0006",
        405,
        "不支持的请求方法",
        "Method not allowed",
        "请查看接口文档 /docs。",
        "See /docs."
    );
    public static readonly Problem Conflict = new(
        "PLT-0007",
        409,
        "与已有数据冲突",
        "It conflicts with what is there",
        "请刷新后核对已有记录。",
        "Reload and compare with the existing record."
    );
    public static readonly Problem Stale = new(
        "PLT-0008",
        412,
        "记录已被他人修改",
        "Somebody changed it meanwhile",
        "请重新读取后再修改（If-Match 与当前版本不符）。",
        "Read it again and repeat the change: If-Match is not the current version."
    );
    public static readonly Problem TooLarge = new(
        "PLT-0009",
        413,
        "内容过大",
        "The content is too large",
        "请缩小或拆分后再提交。",
        "Send less, or split it."
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
        "The cursor is gone",
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
        "Try again later; if it stays, give the traceId to the administrator."
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
        "负责区域超过八片",
        "More than eight separate areas",
        "请由上级把您的任职合并到共同的上级区域。",
        "Have your roles merged into a common area above them."
    );
    public static readonly Problem ChooseOrganization = new(
        "PLT-0020",
        400,
        "请选择所代表的单位",
        "Choose the organization you act for",
        "您在多个单位任职，请在 X-Organization 中给出单位编号。",
        "You act for several: name one in X-Organization."
    );
    public static readonly Problem SignInForFiles = new(
        "PLT-0068",
        401,
        "下载文件须先登录",
        "Sign in to get files",
        "请登录后下载；不登录可按页查询（去掉 format 参数）。",
        "Sign in and ask again; without a token read it page by page (leave format out)."
    );
    public static readonly Problem TooSlow = new(
        "PLT-0069",
        504,
        "查询用时过长，已停止",
        "It took too long and was stopped",
        "请缩小范围或加上筛选条件后重试。",
        "Ask for a smaller area, or filter, and try again."
    );
    public static readonly Problem WholeTreeOnly = new(
        "PLT-0052",
        403,
        "仅限负责全部区域的管理员",
        "Only for who holds all areas",
        "此项规则在各地通用，请由负责全部区域的管理员修改。",
        "It holds everywhere: ask an administrator of all areas to change it."
    );
    public static readonly Problem AddressTooLong = new(
        "PLT-0050",
        414,
        "请求地址过长",
        "The address is too long",
        "地址连同查询参数最多 8192 个字符，请减少筛选条件。",
        "Path and query take at most 8,192 characters: filter by less."
    );
    public static readonly Problem HeadTooLarge = new(
        "PLT-0051",
        431,
        "请求头过大",
        "The headers are too large",
        "请求头合计最多 32 KB。",
        "All headers together take at most 32 KB."
    );

    public static readonly Problem Unreadable = new(
        "PLT-0070",
        409,
        "记录中有一项加密内容无法读取",
        "A sealed value of the record does not open",
        "请重新填写该项内容，或联系管理员从备份恢复。",
        "Enter the value anew, or ask an administrator to restore it."
    );

    // Rules of single fields follow; a problem of status 400 carries them, one at each JSON pointer.
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
        "cannot be the id of a new record: make another or leave it out"
    );
    public static readonly FieldRule NotSeen = new(
        "PLT-1020",
        "含有看不见或不能显示的字符（控制符、零宽字符、方向标记等）",
        "holds characters that cannot be seen or shown (control, zero-width, direction marks)"
    );
    public static readonly FieldRule NoName = new(
        "PLT-1021",
        "不是姓名：没有文字，或含有表情符号",
        "is no name: it has no letter, or pictures"
    );
}

/// <summary>A rule a field can break: stable code and its words.</summary>
public sealed record FieldRule(string Code, string Zh, string En)
{
    public FieldError At(string pointer) => new(pointer, Code, Zh, En);
}
