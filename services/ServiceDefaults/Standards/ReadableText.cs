using System.Globalization;
using System.Text;

namespace ServiceDefaults.Standards;

/// <summary>
/// The rule for all text that people read, from requests, files and headers: it has visible characters only.
/// </summary>
static class ReadableText
{
    const int Joiner = 0x200D,
        NonJoiner = 0x200C,
        MongolianVowelSeparator = 0x180E;

    /// <summary>
    /// First and last code points of the scripts that use joiners in words: Arabic, Syriac, N'Ko, those of India and
    /// around, Khmer, Mongolian, Adlam.
    /// </summary>
    static readonly (int From, int To)[] s_joining =
    [
        (0x0600, 0x08FF),
        (0x0900, 0x0DFF),
        (0x1000, 0x109F),
        (0x1780, 0x18AF),
        (0x1900, 0x1CFF),
        (0xA840, 0xA87F),
        (0xA8E0, 0xABFF),
        (0xFB50, 0xFDFF),
        (0xFE70, 0xFEFC),
        (0x11000, 0x11FFF),
        (0x1E900, 0x1E95F),
    ];

    /// <summary>
    /// Whether the text contains no control or format characters, line separators, lone surrogates, noncharacters or
    /// U+FFFD. Zero-width joiners, non-joiners and the Mongolian vowel separator are allowed inside words of scripts
    /// that use them.
    /// </summary>
    /// <param name="text">The text as received.</param>
    /// <param name="lines">Line feeds, and carriage returns before them, are allowed too.</param>
    public static bool IsReadable(ReadOnlySpan<char> text, bool lines = false)
    {
        for (var (at, before) = (0, default(Rune)); at < text.Length; )
        {
            // The fast path of nearly all text; files have millions of cells.
            if (text[at] is (>= ' ' and <= '~') or (>= '\u4E00' and <= '\u9FFF'))
            {
                (at, before) = (at + 1, default);
                continue;
            }
            if (Rune.DecodeFromUtf16(text[at..], out var rune, out var units) != System.Buffers.OperationStatus.Done)
                return false;
            var after = text[(at + units)..];
            var isTaken = rune.Value switch
            {
                '\n' => lines,
                '\r' => lines && after is ['\n', ..],
                Joiner or NonJoiner or MongolianVowelSeparator => IsJoining(before)
                    && Rune.DecodeFromUtf16(after, out var next, out _) == System.Buffers.OperationStatus.Done
                    && IsJoining(next),
                _ => IsSeen(rune),
            };
            if (!isTaken)
                return false;
            (at, before) = (at + units, rune);
        }
        return true;
    }

    /// <summary>The text with U+FFFD in place of every invisible character; line feeds stay.</summary>
    public static string Shown(string text) =>
        IsReadable(text, lines: true)
            ? text
            : string.Concat(
                text.EnumerateRunes()
                    .Select(r => r.Value == '\n' || IsSeen(r) ? r : Rune.ReplacementChar)
                    .Select(r => r.ToString())
            );

    static bool IsSeen(Rune rune) =>
        rune.Value is >= ' ' and <= '~' or >= 0x4E00 and <= 0x9FFF
        || (
            Rune.GetUnicodeCategory(rune)
                is not (
                    UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                )
            && rune != Rune.ReplacementChar
            && (rune.Value & 0xFFFE) != 0xFFFE
            && rune.Value is not (>= 0xFDD0 and <= 0xFDEF)
        );

    static bool IsJoining(Rune rune) =>
        (
            Rune.IsLetter(rune)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        ) && Array.Exists(s_joining, s => rune.Value >= s.From && rune.Value <= s.To);
}
