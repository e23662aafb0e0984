using System.Globalization;

namespace Stories;

/// <summary>
/// Invents people; the same seed invents the same people. Each number has a valid form and check digit.
/// </summary>
public sealed class People(long seed)
{
    const string Surnames =
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方";
    const string Given =
        "秀英桂兰玉珍凤霞春梅淑华丽娟雪琴慧敏静怡晓燕红云艳芳海棠冬菊莲香彩虹素贞月娥巧荣喜宁美爱银惠琳茹洁蓉翠婉君";
    const string CreditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    static readonly int[] IdWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2],
        CreditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    readonly Random _random = new(unchecked((int)(seed ^ (seed >> 32))));
    readonly List<Citizen> _made = [];

    /// <summary>All people invented so far; their data must not appear in any log or event.</summary>
    public IReadOnlyList<Citizen> Made => _made;

    public Citizen Woman(int birthYear, string? surname = null) => Make(birthYear, female: true, surname);

    public Citizen Man(int birthYear, string? surname = null) => Make(birthYear, female: false, surname);

    /// <summary>A unified social credit code (GB 32100) of a company registered in the county.</summary>
    public string CreditCode()
    {
        var body =
            "91610631"
            + string.Concat(Enumerable.Range(0, 9).Select(_ => CreditAlphabet[_random.Next(CreditAlphabet.Length)]));
        var sum = body.Select((c, i) => CreditAlphabet.IndexOf(c, StringComparison.Ordinal) * CreditWeights[i]).Sum();
        return body + CreditAlphabet[(31 - sum % 31) % 31];
    }

    Citizen Make(int birthYear, bool female, string? surname)
    {
        var birth = new DateOnly(birthYear, 1, 1).AddDays(_random.Next(365));
        var order = _random.Next(1, 499) * 2 + (female ? 0 : 1);
        var body = string.Create(CultureInfo.InvariantCulture, $"610631{birth:yyyyMMdd}{order:000}");
        var sum = body.Select((c, i) => (c - '0') * IdWeights[i]).Sum();
        var name =
            (surname ?? Surnames[_random.Next(Surnames.Length)].ToString())
            + Given[_random.Next(Given.Length)]
            + Given[_random.Next(Given.Length)];
        var citizen = new Citizen(
            name,
            body + "10X98765432"[sum % 11],
            female ? "2" : "1",
            birth,
            string.Create(CultureInfo.InvariantCulture, $"139{_random.Next(100_000_000):00000000}")
        );
        _made.Add(citizen);
        return citizen;
    }
}

/// <param name="Sex">GB/T 2261.1.</param>
public sealed record Citizen(string Name, string CitizenId, string Sex, DateOnly BirthDate, string Telephone)
{
    public string Surname => Name[..1];
}
