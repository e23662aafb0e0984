using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Lists every call of the bypass of row policies with its reason and the kind of its result. Rows for a caller are
/// never read by the bypass, but under the scope of the caller.
/// </summary>
public partial class BypassTests
{
    /// <summary>Kinds of results of a call.</summary>
    const string Nothing = "nothing: it writes",
        Figure = "sums and counts of rows that the caller may not see",
        Fact = "a boolean, or one value that a rule compares",
        Key = "ids that the next statement reads under the caller's scope",
        Published = "data of a public document with masked personal names, or a public name",
        Work = "background work, no caller";

    static readonly Dictionary<string, (int Calls, string Takes, string Reason)> Callers = new()
    {
        ["ServiceDefaults/Data/SessionFactory.cs"] = (1, Work, "reactions act for the service"),
        ["ServiceDefaults/Data/Timers.cs"] = (1, Work, "timers act for the service"),
        ["ServiceDefaults/Imports/ImportWorker.cs"] = (
            2,
            Work,
            "the worker takes the next import, then acts as its sender"
        ),
        ["Census/Features/Households/Parts/Duplicates.cs"] = (
            2,
            Fact,
            "a duplicate in another area raises a task above; the answer does not show it"
        ),
        ["Jobs/Features/Placements/HireCandidate.cs"] = (
            2,
            Fact,
            "one placement ends the need and all other referrals; reads the area of the profile"
        ),
        ["Jobs/Features/Referrals/ReferCandidate.cs"] = (1, Fact, "a hidden profile in the area gets another refusal"),
        ["Organizations/Features/Alliances/EndAllianceMember.cs"] = (
            1,
            Nothing,
            "a dissolved organization leaves all alliances"
        ),
        ["Organizations/Features/Appointments/Parts/Appointing.cs"] = (1, Fact, "limits of posts hold across areas"),
        ["Organizations/Features/Appointments/Parts/EndedAppointments.cs"] = (
            2,
            Nothing,
            "offices based on a seat end with it, and those of a dissolved organization"
        ),
        ["Organizations/Features/Appointments/Parts/PostHolders.cs"] = (2, Fact, "limits of posts hold across areas"),
        ["Organizations/Features/Appraisals/Parts/AppraisalFigures.cs"] = (1, Figure, "points of all areas count"),
        ["Organizations/Features/Appraisals/FileAppeal.cs"] = (
            1,
            Fact,
            "deadline for appeals about the caller's own entry"
        ),
        ["Organizations/Features/Appraisals/Parts/AppraisalTitles.cs"] = (1, Nothing, "titles of the selected people"),
        ["Organizations/Features/Charts/Parts/ChartReading.cs"] = (1, Figure, "counts of households, people and posts"),
        ["Organizations/Features/Coverages/EndWithPost.cs"] = (1, Nothing, "coverages of all areas end with the post"),
        ["Organizations/Features/Coverages/ListBreaches.cs"] = (1, Figure, "number of people in a place"),
        ["Organizations/Features/Coverages/Parts/CoverageChecks.cs"] = (
            2,
            Fact,
            "whether the person holds the post, and in which area"
        ),
        ["Organizations/Features/GroupLeaders/Parts/LeaderPlan.cs"] = (1, Key, "the rule reads all rows of its area"),
        ["Organizations/Features/Honours/VerifyHonour.cs"] = (2, Published, "the holder of a document may verify it"),
        ["Organizations/Features/OneTenHundred/GetOneTenHundred.cs"] = (1, Figure, "women served in all areas"),
        ["Organizations/Features/OneTenHundred/ListOneTenHundred.cs"] = (1, Figure, "women served in all areas"),
        ["Organizations/Features/OneTenHundred/RecordService.cs"] = (1, Fact, "which residents were served before"),
        ["Organizations/Features/OneTenHundred/StartModelWomanLink.cs"] = (
            1,
            Nothing,
            "a link of another person may be in another area"
        ),
        ["Organizations/Features/Organizations/ChangeOrganization.cs"] = (2, Fact, "cycles and credit codes"),
        ["Organizations/Features/Organizations/GetOrganization.cs"] = (1, Published, "the federation above, by name"),
        ["Organizations/Features/Organizations/Parts/NewOrganizations.cs"] = (
            1,
            Fact,
            "credit codes and federations are unique"
        ),
        ["Organizations/Features/Organizations/SetOrganizationStatus.cs"] = (
            1,
            Nothing,
            "memberships of a dissolved organization end"
        ),
        ["Organizations/Features/People/GetMe.cs"] = (1, Published, "organizations of the caller's own posts, by name"),
        ["Organizations/Features/Points/GetPointTotals.cs"] = (1, Figure, "sums by period and kind"),
        ["Organizations/Features/Points/Parts/PointAccount.cs"] = (1, Figure, "total of the whole account"),
        ["Organizations/Features/Points/ReversePoints.cs"] = (
            2,
            Fact,
            "person of the entry; the caller's right to see the person decides"
        ),
        ["Organizations/Features/Points/SetPointRule.cs"] = (1, Figure, "number of people at the cap today"),
        ["Organizations/Features/Programmes/ChangeProgramme.cs"] = (
            1,
            Fact,
            "whether a child programme lies outside its period"
        ),
        ["Organizations/Features/Programmes/GetProgrammeReport.cs"] = (
            1,
            Figure,
            "reach sums up the tree; programmes outside the caller's scope have no line; names of hosts"
        ),
        ["Organizations/Features/Programmes/MoveProgramme.cs"] = (1, Fact, "cycles and depth"),
        ["Organizations/Features/Programmes/Parts/Participations.cs"] = (1, Fact, "whether the person exists"),
        ["Organizations/Features/Reorganisations/ApplyReorganisation.cs"] = (1, Nothing, "both ends were in scope"),
        ["Organizations/Features/Reorganisations/Parts/Report.cs"] = (
            1,
            Figure,
            "counts; listed rows are filtered by scope"
        ),
        ["Organizations/Features/Reorganisations/UndoReorganisation.cs"] = (1, Nothing, "both ends were in scope"),
        ["Organizations/Features/Studios/Parts/StudioFigures.cs"] = (1, Figure, "members may be registered elsewhere"),
        ["Organizations/Features/Studios/RecordPromotion.cs"] = (1, Fact, "promotions in other studios"),
        ["Training/Features/Enrolments/EnrolLearner.cs"] = (
            2,
            Fact,
            "lessons and certificates of the person in other counties"
        ),
    };

    [Fact]
    public void Every_call_of_the_bypass_is_listed_with_its_reason() =>
        Assert.Equal(
            Callers.Select(c => $"{c.Key} {c.Value.Calls}").Order(StringComparer.Ordinal),
            Tree.Under("services")
                .Select(f => (File: f["services/".Length..], Calls: Call().Count(Tree.Read(f))))
                .Where(f => f.Calls > 0)
                .Select(f => $"{f.File} {f.Calls}")
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void No_list_is_read_inside_the_bypass() =>
        Assert.DoesNotContain(Tree.Under("services"), f =>
            Call()
                .Matches(Tree.Read(f))
                .Any(m => Arguments(Tree.Read(f), m.Index).Contains("AnswerAsync(", StringComparison.Ordinal))
        );

    /// <summary>Text from the call to its closing parenthesis.</summary>
    static string Arguments(string text, int call)
    {
        var (end, depth) = (text.IndexOf('(', call), 0);
        do depth += text[end++] switch
        {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        while (depth > 0 && end < text.Length);
        return text[call..end];
    }

    [GeneratedRegex(@"(?<=\.)(AsSystem|EnterAsSystem)\(")]
    private static partial Regex Call();
}
