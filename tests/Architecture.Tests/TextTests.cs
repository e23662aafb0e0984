using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Names are sorted by a collation of words. Only ServiceDefaults.Standards.TextElements may cut text from clients, for
/// other cuts can split a character. BannedSymbols cannot check this: generated code takes substrings, and the analyzer
/// ignores ranges.
/// </summary>
public partial class TextTests
{
    const string Keys = "a sort key of fixed-width digits",
        Digits = "a code of validated digits",
        Marks = "a checked prefix or suffix of known length",
        Units = "no text, but bytes, characters or elements";

    static readonly Dictionary<string, string> Ranges = new()
    {
        ["Census/Features/Households/Parts/Duplicates.cs"] = Keys,
        ["Jobs/Features/Profiles/ListMatches.cs"] = Keys,
        ["Organizations/Domain/ConcurrentPosts.cs"] = Keys,
        ["Organizations/Domain/DivisionCode.cs"] = Digits,
        ["Organizations/Domain/DivisionEntry.cs"] = Digits,
        ["Organizations/Domain/Reorganisation.cs"] = Keys,
        ["Organizations/Drawing/ChartContents.cs"] = Marks,
        ["Organizations/Features/Coverages/ListCoverageProposals.cs"] = Keys,
        ["Organizations/Features/Divisions/ImportDivisions.cs"] = Marks,
        ["Organizations/Features/GroupLeaders/Parts/LeaderPlan.cs"] = Keys,
        ["Organizations/Features/People/Parts/PersonRows.cs"] = Marks,
        ["Organizations/Features/Reorganisations/UndoReorganisation.cs"] = Keys,
        ["ServiceDefaults/Auth/Tokens.cs"] = Marks,
        ["ServiceDefaults/Http/ListFilter.cs"] = Marks,
        ["ServiceDefaults/Http/ProblemWriter.cs"] = Marks,
        ["ServiceDefaults/Imports/BinaryCopy.cs"] = Units,
        ["ServiceDefaults/Imports/ImportReader.cs"] = Marks,
        ["ServiceDefaults/Messaging/Reconcile/EventDigest.cs"] = Marks,
        ["ServiceDefaults/Sealing/Box.cs"] = Units,
        ["ServiceDefaults/Standards/CitizenId.cs"] = Digits,
        ["ServiceDefaults/Standards/ReadableText.cs"] = Units,
        ["ServiceDefaults/Standards/Telephone.cs"] = Marks,
        ["Training/Domain/CertificateNumber.cs"] = Digits,
        ["Training/Features/Certificates/IssueCertificate.cs"] = Keys,
    };

    [Fact]
    public void No_range_is_taken_from_client_text()
    {
        var found = Tree.Under("services")
            .Where(f => Range().IsMatch(Tree.Read(f)))
            .Select(f => f["services/".Length..]);
        Assert.Equal(Ranges.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_substring_is_taken_from_client_text() =>
        Assert.DoesNotContain(Tree.Under("services"), f => Substring().IsMatch(Tree.Read(f)));

    /// <summary>The databases sort by code point unless a collation is given. For lists see Listing.</summary>
    [Fact]
    public void Names_are_sorted_by_a_collation_of_words() =>
        Assert.DoesNotContain(Tree.Under("services"), f => SortedByCodePoint().IsMatch(Tree.Read(f)));

    /// <summary>Matches an ORDER BY with a column of names without a collation.</summary>
    [GeneratedRegex(
        @"order by (?:[\w.]+(?: collate [\w.]+)?(?: asc| desc)?, )*(?:\w+\.)?(?:\w+_)?(?:name|title)\b(?! collate )"
    )]
    private static partial Regex SortedByCodePoint();

    [GeneratedRegex(@"\.Substring\(|\.Remove\(\s*\d")]
    private static partial Regex Substring();

    /// <summary>
    /// Matches a range index after a name, a call or an index, but not a spread element.
    /// </summary>
    [GeneratedRegex(@"(?<=[\w)\]!])\[(?!\.\. )(?:[^\[\]\n]|\[[^\[\]\n]*\])*?\.\.")]
    private static partial Regex Range();
}
