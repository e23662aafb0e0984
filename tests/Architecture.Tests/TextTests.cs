using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Names are sorted as people sort words. Given text is cut by ServiceDefaults.Standards.TextElements and by nothing
/// else: half a character is a fault of the server. The banned symbols can't say so: generated code takes substrings of
/// its own, and their analyzer sees no range.
/// </summary>
public partial class TextTests
{
    const string Keys = "a sort key of fixed-width digits",
        Digits = "a code whose every place was read as a digit before",
        Marks = "a mark whose length is known stands there",
        Units = "no text: bytes, characters of an array, elements";

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
        ["ServiceDefaults/Messaging/EventDigest.cs"] = Marks,
        ["ServiceDefaults/Sealing/Sealer.cs"] = Units,
        ["ServiceDefaults/Standards/CitizenId.cs"] = Digits,
        ["ServiceDefaults/Standards/ReadableText.cs"] = Units,
        ["ServiceDefaults/Standards/Telephone.cs"] = Marks,
        ["Training/Domain/CertificateNumber.cs"] = Digits,
        ["Training/Features/Certificates/IssueCertificate.cs"] = Keys,
    };

    [Fact]
    public void No_range_is_taken_from_given_text()
    {
        var found = Tree.Under("services")
            .Where(f => Range().IsMatch(Tree.Read(f)))
            .Select(f => f["services/".Length..]);
        Assert.Equal(Ranges.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_substring_is_taken_or_removed_from_given_text() =>
        Assert.DoesNotContain(Tree.Under("services"), f => Substring().IsMatch(Tree.Read(f)));

    /// <summary>The databases compare by code point. A list sorts by what its caller chose, see Listing.</summary>
    [Fact]
    public void Names_are_sorted_by_a_collation_of_words() =>
        Assert.DoesNotContain(Tree.Under("services"), f => SortedByCodePoint().IsMatch(Tree.Read(f)));

    /// <summary>A column of names among those that a query sorts by, without a collation behind it.</summary>
    [GeneratedRegex(
        @"order by (?:[\w.]+(?: collate [\w.]+)?(?: asc| desc)?, )*(?:\w+\.)?(?:\w+_)?(?:name|title)\b(?! collate )"
    )]
    private static partial Regex SortedByCodePoint();

    [GeneratedRegex(@"\.Substring\(|\.Remove\(\s*\d")]
    private static partial Regex Substring();

    /// <summary>
    /// An index with a range, on a name, a call or another index; a collection's spread stands behind none of these.
    /// </summary>
    [GeneratedRegex(@"(?<=[\w)\]!])\[(?!\.\. )(?:[^\[\]\n]|\[[^\[\]\n]*\])*?\.\.")]
    private static partial Regex Range();
}
