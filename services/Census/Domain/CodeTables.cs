namespace Census.Domain;

/// <summary>A code and its names.</summary>
public sealed record Code(string Value, string Zh, string En);

/// <summary>A closed list of codes.</summary>
/// <param name="Name">Kebab-case name of the list.</param>
/// <param name="Standard">The national standard it is taken from; null for the platform's own.</param>
public sealed record CodeTable(string Name, string? Standard, IReadOnlyList<Code> Codes)
{
    readonly HashSet<string> _values = [.. Codes.Select(c => c.Value)];

    internal IReadOnlyCollection<string> Values => _values;
}

/// <summary>The code tables of the register.</summary>
public static class CodeTables
{
    public static readonly CodeTable Sex = new(
        "sex",
        "GB/T 2261.1",
        [
            new("0", "未知的性别", "unknown"),
            new("1", "男", "male"),
            new("2", "女", "female"),
            new("9", "未说明的性别", "not stated"),
        ]
    );

    public static readonly CodeTable MaritalStatus = new(
        "marital-status",
        "GB/T 2261.2",
        [
            new("10", "未婚", "never married"),
            new("20", "已婚", "married"),
            new("21", "初婚", "first marriage"),
            new("22", "再婚", "remarried"),
            new("23", "复婚", "remarried to the same person"),
            new("30", "丧偶", "widowed"),
            new("40", "离婚", "divorced"),
            new("90", "未说明的婚姻状况", "not stated"),
        ]
    );

    public static readonly CodeTable Relation = new(
        "relation",
        "GB/T 4761",
        [
            new("0", "户主", "head of household"),
            new("1", "配偶", "spouse"),
            new("2", "子", "son"),
            new("3", "女", "daughter"),
            new("4", "孙子、孙女或外孙子、外孙女", "grandchild"),
            new("5", "父母", "parent"),
            new("6", "祖父母或外祖父母", "grandparent"),
            new("7", "兄、弟、姐、妹", "sibling"),
            new("8", "其他", "other"),
        ]
    );

    public static readonly CodeTable Education = new(
        "education",
        "GB/T 4658",
        [
            new("10", "研究生教育", "postgraduate"),
            new("20", "大学本科教育", "undergraduate"),
            new("30", "大学专科教育", "junior college"),
            new("40", "中等职业教育", "secondary vocational"),
            new("60", "普通高级中学教育", "senior high school"),
            new("70", "初级中学教育", "junior high school"),
            new("80", "小学教育", "primary school"),
            new("90", "其他", "other"),
        ]
    );

    public static readonly CodeTable Ethnicity = new(
        "ethnicity",
        "GB/T 3304",
        Numbered(
            "汉族 Han|蒙古族 Mongol|回族 Hui|藏族 Tibetan|维吾尔族 Uygur|苗族 Miao|彝族 Yi|壮族 Zhuang|布依族 Bouyei|朝鲜族 Korean|满族 Manchu|侗族 Dong|瑶族 Yao|白族 Bai|土家族 Tujia|"
                + "哈尼族 Hani|哈萨克族 Kazak|傣族 Dai|黎族 Li|傈僳族 Lisu|佤族 Va|畲族 She|高山族 Gaoshan|拉祜族 Lahu|水族 Sui|东乡族 Dongxiang|纳西族 Naxi|景颇族 Jingpo|柯尔克孜族 Kirgiz|土族 Tu|"
                + "达斡尔族 Daur|仫佬族 Mulao|羌族 Qiang|布朗族 Blang|撒拉族 Salar|毛南族 Maonan|仡佬族 Gelao|锡伯族 Xibe|阿昌族 Achang|普米族 Pumi|塔吉克族 Tajik|怒族 Nu|乌孜别克族 Uzbek|"
                + "俄罗斯族 Russ|鄂温克族 Ewenki|德昂族 Deang|保安族 Bonan|裕固族 Yugur|京族 Gin|塔塔尔族 Tatar|独龙族 Derung|鄂伦春族 Oroqen|赫哲族 Hezhen|门巴族 Monba|珞巴族 Lhoba|基诺族 Jino"
        )
    );

    public static readonly CodeTable Category = new(
        "category",
        null,
        [
            new("left-behind-woman", "留守妇女", "left-behind woman"),
            new("left-behind-child", "留守儿童", "left-behind child"),
            new("disabled", "残疾", "disabled"),
            new("critically-ill", "重病", "critically ill"),
            new("single-parent", "单亲", "single parent"),
            new("elderly-without-family", "孤寡老人", "elderly without family"),
            new("elderly-living-alone", "独居老人", "elderly living alone"),
            new("child-in-hardship", "困境儿童", "child in hardship"),
            new("minimum-living-allowance", "低保", "minimum living allowance"),
            new("jobless", "失业", "jobless"),
            new("migrant-woman", "进城务工女性", "migrant woman"),
            new("migrant-child", "流动儿童", "migrant child"),
        ]
    );

    public static readonly CodeTable HouseholdType = new(
        "household-type",
        null,
        [new("family", "家庭户", "family household"), new("collective", "集体户", "collective household")]
    );

    public static readonly CodeTable Employment = new(
        "employment",
        null,
        [
            new("employed", "在业", "employed"),
            new("jobless", "失业", "jobless"),
            new("student", "在校", "student"),
            new("retired", "退休", "retired"),
            new("other", "其他", "other"),
        ]
    );

    public static readonly CodeTable VisitKind = new(
        "visit-kind",
        null,
        [new("visit", "入户走访", "home visit"), new("call", "电话", "telephone call"), new("chat", "网络交流", "chat")]
    );

    public static readonly CodeTable NeedKind = new("need-kind", null, [new("work", "就业", "work")]);

    public static readonly CodeTable NeedState = new(
        "need-state",
        null,
        [
            new("open", "待帮扶", "open"),
            new("in-training", "培训中", "in training"),
            new("trained", "已结业", "trained"),
            new("closed", "已办结", "closed"),
        ]
    );

    public static readonly CodeTable NeedOutcome = new(
        "need-outcome",
        null,
        [
            new("employed", "已就业", "employed"),
            new("withdrawn", "本人撤回", "withdrawn"),
            new("other", "其他", "other"),
        ]
    );

    public static readonly CodeTable DisclosedField = new(
        "disclosed-field",
        null,
        [new("citizen-id", "公民身份号码", "citizen id"), new("telephone", "电话", "telephone")]
    );

    public static readonly IReadOnlyList<CodeTable> All =
    [
        Sex,
        MaritalStatus,
        Relation,
        Education,
        Ethnicity,
        Category,
        HouseholdType,
        Employment,
        VisitKind,
        NeedKind,
        NeedState,
        NeedOutcome,
        DisclosedField,
    ];

    static List<Code> Numbered(string names) =>
        [
            .. names
                .Split('|')
                .Select((n, i) => new Code((i + 1).ToString("00", null), n.Split(' ')[0], n.Split(' ')[1])),
        ];
}
