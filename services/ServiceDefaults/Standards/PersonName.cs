using System.Text;
using ServiceDefaults.Http;

namespace ServiceDefaults.Standards;

/// <summary>
/// A person's name: stored as typed, compared and searched by its key, so that two spellings of one name are equal.
/// 阿依木·买买提, 阿依木•买买提 and 阿依木．买买提 have one key; so have 周丽 and 周 丽, ELENA IVANOVA and Elena Ivanova, composed and
/// decomposed accents, and characters of GB18030 that older systems store in Unicode's private use area.
/// </summary>
public sealed record PersonName
{
    /// <summary>
    /// U+E815 to U+E864 as GB 18030-2022 maps them; the editions of 2000 and 2005 use the private use area.
    /// </summary>
    const string Unified =
        "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻";

    const string Dots = ".•・‧∙⋅●。";

    static readonly Rune[] s_unified = [.. Unified.EnumerateRunes()];

    PersonName(string text) => Text = text;

    /// <summary>The name as typed, trimmed.</summary>
    public string Text { get; }

    /// <summary>The key for comparison and search.</summary>
    public string Key => KeyOf(Text);

    /// <summary>
    /// Parses a name: PLT-1021 if it contains pictures or no letter. <see cref="ReadableText"/> is checked before.
    /// </summary>
    public static FieldRule? Read(string text, out PersonName name)
    {
        name = new(text.Trim());
        return text.EnumerateRunes().Any(IsPicture) || name.Key.All(c => c == '·') ? PlatformProblems.NoName : null;
    }

    /// <summary>
    /// The key of a name: NFKC, without white space and invisible characters, every dot as ·, private-use characters of
    /// older GB18030 replaced by Unicode's, small letters. platform.name_key does the same.
    /// </summary>
    public static string KeyOf(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\u4E00', '\u9FA5'))
            return text;
        var unified = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            unified.Append(
                (
                    rune.Value switch
                    {
                        >= 0xE815 and <= 0xE864 => s_unified[rune.Value - 0xE815],
                        0xE7C7 => new Rune('ḿ'),
                        0xE7C8 => new Rune('ǹ'),
                        _ => rune,
                    }
                ).ToString()
            );
        var key = new StringBuilder(unified.Length);
        foreach (var rune in unified.ToString().Normalize(NormalizationForm.FormKC).EnumerateRunes())
            if (!IsIgnored(rune.Value))
                key.Append(
                    rune.Value == 'İ' ? "i"
                    : rune.IsBmp && Dots.Contains((char)rune.Value, StringComparison.Ordinal) ? "·"
                    : Rune.ToLowerInvariant(rune).ToString()
                );
        return key.ToString().Normalize();
    }

    /// <summary>White space, control and format characters, variation selectors, and blank letters.</summary>
    static bool IsIgnored(int rune) =>
        rune
            is <= 0x20
                or (>= 0x7F and <= 0xA0)
                or 0xAD
                or 0x34F
                or 0x61C
                or 0x115F
                or 0x1160
                or 0x1680
                or 0x17B4
                or 0x17B5
                or (>= 0x180B and <= 0x180F)
                or (>= 0x2000 and <= 0x200F)
                or (>= 0x2028 and <= 0x202F)
                or (>= 0x205F and <= 0x206F)
                or 0x3000
                or 0x3164
                or (>= 0xFE00 and <= 0xFE0F)
                or 0xFEFF
                or 0xFFA0
                or (>= 0xE0000 and <= 0xE0FFF);

    /// <summary>Emoji, arrows and dingbats, but not the circles used for 〇 and for a dot.</summary>
    static bool IsPicture(Rune rune) =>
        rune.Value
            is (>= 0x2190 and <= 0x2BFF and not (0x2219 or 0x22C5 or 0x25CB or 0x25CF or 0x25EF))
                or (>= 0x1F000 and <= 0x1FBFF)
                or 0x20E3
                or 0xFFFC;
}
