namespace ServiceDefaults.Standards;

/// <summary>The code tables of national standards, shared by all services.</summary>
public static class NationalCodes
{
    /// <summary>GB/T 2261.1.</summary>
    public static readonly CodeTable Sex = new(
        "sex",
        "GB/T 2261.1",
        [
            new("0", "未知的性别", "unknown") { Words = ["未知"] },
            new("1", "男", "male") { Words = ["男性"] },
            new("2", "女", "female") { Words = ["女性"] },
            new("9", "未说明的性别", "not stated") { Words = ["未说明"] },
        ]
    );

    /// <summary>GB/T 2261.2.</summary>
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
            new("40", "离婚", "divorced") { Words = ["离异"] },
            new("90", "未说明的婚姻状况", "not stated") { Words = ["未说明"] },
        ]
    );

    /// <summary>GB/T 4761, one digit: kinship to the head of a family.</summary>
    public static readonly CodeTable Kinship = new(
        "relation",
        "GB/T 4761",
        [
            new("0", "户主", "head of the family") { Words = ["本人", "本人或户主"] },
            new("1", "配偶", "spouse") { Words = ["夫", "妻", "丈夫", "妻子"] },
            new("2", "子", "son") { Words = ["儿子"] },
            new("3", "女", "daughter") { Words = ["女儿"] },
            new("4", "孙子、孙女或外孙子、外孙女", "grandchild") { Words = ["孙子", "孙女", "外孙子", "外孙女"] },
            new("5", "父母", "parent") { Words = ["父亲", "母亲"] },
            new("6", "祖父母或外祖父母", "grandparent") { Words = ["祖父母", "外祖父母"] },
            new("7", "兄、弟、姐、妹", "sibling") { Words = ["兄弟姐妹"] },
            new("8", "其他", "other"),
        ]
    );

    /// <summary>GB/T 4658-2006: the level (tens) and its completion (ones).</summary>
    public static readonly CodeTable Education = new(
        "education",
        "GB/T 4658",
        [
            new("10", "研究生教育", "postgraduate") { Words = ["研究生"] },
            new("11", "博士研究生毕业", "doctoral graduate") { Words = ["博士", "博士研究生"] },
            new("12", "博士研究生结业", "doctoral, completed"),
            new("13", "博士研究生肄业", "doctoral, not completed"),
            new("14", "硕士研究生毕业", "master's graduate") { Words = ["硕士", "硕士研究生"] },
            new("15", "硕士研究生结业", "master's, completed"),
            new("16", "硕士研究生肄业", "master's, not completed"),
            new("17", "研究生班毕业", "postgraduate class, graduate"),
            new("18", "研究生班结业", "postgraduate class, completed"),
            new("19", "研究生班肄业", "postgraduate class, not completed"),
            new("20", "大学本科教育", "undergraduate") { Words = ["本科", "大学本科", "大学"] },
            new("21", "大学本科毕业", "undergraduate, graduate") { Words = ["本科毕业"] },
            new("22", "大学本科结业", "undergraduate, completed") { Words = ["本科结业"] },
            new("23", "大学本科肄业", "undergraduate, not completed") { Words = ["本科肄业"] },
            new("28", "大学普通班毕业", "university, ordinary class, graduate"),
            new("30", "大学专科教育", "junior college") { Words = ["专科", "大专", "大学专科"] },
            new("31", "大学专科毕业", "junior college, graduate") { Words = ["专科毕业", "大专毕业"] },
            new("32", "大学专科结业", "junior college, completed") { Words = ["专科结业", "大专结业"] },
            new("33", "大学专科肄业", "junior college, not completed") { Words = ["专科肄业", "大专肄业"] },
            new("40", "中等职业教育", "secondary vocational") { Words = ["中专", "职高", "技校", "中职", "中技"] },
            new("41", "中等专科毕业", "specialised secondary, graduate") { Words = ["中专毕业"] },
            new("42", "中等专科结业", "specialised secondary, completed") { Words = ["中专结业"] },
            new("43", "中等专科肄业", "specialised secondary, not completed") { Words = ["中专肄业"] },
            new("44", "职业高中毕业", "vocational high school, graduate") { Words = ["职高毕业"] },
            new("45", "职业高中结业", "vocational high school, completed") { Words = ["职高结业"] },
            new("46", "职业高中肄业", "vocational high school, not completed") { Words = ["职高肄业"] },
            new("47", "技工学校毕业", "technical school, graduate") { Words = ["技校毕业"] },
            new("48", "技工学校结业", "technical school, completed") { Words = ["技校结业"] },
            new("49", "技工学校肄业", "technical school, not completed") { Words = ["技校肄业"] },
            new("60", "普通高级中学教育", "senior high school") { Words = ["高中", "普通高中"] },
            new("61", "普通高中毕业", "senior high school, graduate") { Words = ["高中毕业"] },
            new("62", "普通高中结业", "senior high school, completed") { Words = ["高中结业"] },
            new("63", "普通高中肄业", "senior high school, not completed") { Words = ["高中肄业"] },
            new("70", "初级中学教育", "junior high school") { Words = ["初中"] },
            new("71", "初中毕业", "junior high school, graduate"),
            new("73", "初中肄业", "junior high school, not completed"),
            new("80", "小学教育", "primary school") { Words = ["小学"] },
            new("81", "小学毕业", "primary school, graduate"),
            new("83", "小学肄业", "primary school, not completed"),
            new("90", "其他", "other"),
        ]
    );

    /// <summary>GB/T 3304: the 56 ethnic groups, 97 others and 98 Chinese nationals of foreign descent.</summary>
    public static readonly CodeTable Ethnicity = new(
        "ethnicity",
        "GB/T 3304",
        [
            .. (
                "汉族 Han|蒙古族 Mongol|回族 Hui|藏族 Tibetan|维吾尔族 Uygur|苗族 Miao|彝族 Yi|壮族 Zhuang|布依族 Bouyei|朝鲜族 "
                + "Korean|满族 Manchu|侗族 Dong|瑶族 Yao|白族 Bai|土家族 Tujia|"
                + "哈尼族 Hani|哈萨克族 Kazak|傣族 Dai|黎族 Li|傈僳族 Lisu|佤族 Va|畲族 She|高山族 Gaoshan|拉祜族 Lahu|水族 Sui|东乡族 "
                + "Dongxiang|纳西族 Naxi|景颇族 Jingpo|柯尔克孜族 Kirgiz|土族 Tu|"
                + "达斡尔族 Daur|仫佬族 Mulao|羌族 Qiang|布朗族 Blang|撒拉族 Salar|毛南族 Maonan|仡佬族 Gelao|锡伯族 Xibe|阿昌族 "
                + "Achang|普米族 Pumi|塔吉克族 Tajik|怒族 Nu|乌孜别克族 Uzbek|"
                + "俄罗斯族 Russ|鄂温克族 Ewenki|德昂族 Deang|保安族 Bonan|裕固族 Yugur|京族 Gin|塔塔尔族 Tatar|独龙族 Derung|鄂伦春族 "
                + "Oroqen|赫哲族 Hezhen|门巴族 Monba|珞巴族 Lhoba|基诺族 Jino"
            )
                .Split('|')
                .Select(
                    (names, i) =>
                        names.Split(' ') is [var zh, var en]
                            ? new Code((i + 1).ToString("00", null), zh, en) { Words = [zh.TrimEnd('族')] }
                            : throw new FormatException(names)
                ),
            new("97", "其他", "other") { Words = ["未识别民族", "未定族称人口"] },
            new("98", "外国血统中国籍人士", "Chinese national of foreign descent") { Words = ["外国血统", "入籍"] },
        ]
    );
}
