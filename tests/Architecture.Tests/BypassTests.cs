using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Every caller of the service's own sight stands here with its reason and what it takes out of it. Rows for a reader
/// are never among that: they are read under the caller's scope.
/// </summary>
public partial class BypassTests
{
    /// <summary>What leaves the step.</summary>
    const string Nothing = "nothing: it writes",
        Figure = "sums and counts over what the caller may not see line by line",
        Fact = "yes or no, or the one value a rule compares",
        Key = "ids the next statement reads under the caller's scope",
        Published = "what stands on a public paper, personal names masked; or a name that is no secret",
        Work = "background work, no caller";

    static readonly Dictionary<string, (int Calls, string Takes, string Reason)> Callers = new()
    {
        ["ServiceDefaults/Data/SessionFactory.cs"] = (1, Work, "reactions act for the service"),
        ["ServiceDefaults/Data/Timers.cs"] = (1, Work, "timers act for the service"),
        ["ServiceDefaults/Imports/ImportWorker.cs"] = (2, Work, "it takes the next import, then enters as its sender"),
        ["Census/Features/Households/Parts/Duplicates.cs"] = (
            2,
            Fact,
            "a duplicate elsewhere raises a task above, and the answer is silent"
        ),
        ["Jobs/Features/Placements/HireCandidate.cs"] = (
            2,
            Fact,
            "a need ends in one placement, whoever referred: the place of the profile; other referrals end"
        ),
        ["Jobs/Features/Referrals/ReferCandidate.cs"] = (
            1,
            Fact,
            "a profile in the area may be hidden: another refusal"
        ),
        ["Organizations/Features/Alliances/EndAllianceMember.cs"] = (
            1,
            Nothing,
            "a dissolved body leaves all alliances"
        ),
        ["Organizations/Features/Appointments/Parts/Appointing.cs"] = (1, Fact, "limits of posts hold across areas"),
        ["Organizations/Features/Appointments/Parts/EndedAppointments.cs"] = (
            2,
            Nothing,
            "an office drawn from a seat ends with it, and those of a dissolved organization"
        ),
        ["Organizations/Features/Appointments/Parts/PostHolders.cs"] = (2, Fact, "limits of posts hold across areas"),
        ["Organizations/Features/Appraisals/Parts/AppraisalFigures.cs"] = (
            1,
            Figure,
            "points count wherever they were earned"
        ),
        ["Organizations/Features/Appraisals/FileAppeal.cs"] = (
            1,
            Fact,
            "until when the caller's own entry stands open"
        ),
        ["Organizations/Features/Appraisals/Parts/AppraisalTitles.cs"] = (1, Nothing, "titles of those selected"),
        ["Organizations/Features/Charts/Parts/ChartReading.cs"] = (
            1,
            Figure,
            "households, people and posts are counted"
        ),
        ["Organizations/Features/Coverages/EndWithPost.cs"] = (
            1,
            Nothing,
            "coverage ends with the post, wherever it lies"
        ),
        ["Organizations/Features/Coverages/ListBreaches.cs"] = (1, Figure, "how many people a place has"),
        ["Organizations/Features/Coverages/Parts/CoverageChecks.cs"] = (2, Fact, "whether the post is held, and where"),
        ["Organizations/Features/GroupLeaders/Parts/LeaderPlan.cs"] = (
            1,
            Key,
            "the rule looks at all of the area it is run for"
        ),
        ["Organizations/Features/Honours/VerifyHonour.cs"] = (2, Published, "whoever has the paper may verify it"),
        ["Organizations/Features/OneTenHundred/GetOneTenHundred.cs"] = (1, Figure, "women served wherever that was"),
        ["Organizations/Features/OneTenHundred/ListOneTenHundred.cs"] = (1, Figure, "women served wherever that was"),
        ["Organizations/Features/OneTenHundred/RecordService.cs"] = (1, Fact, "who of the household was served before"),
        ["Organizations/Features/OneTenHundred/StartModelWomanLink.cs"] = (
            1,
            Nothing,
            "another's link may lie elsewhere"
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
            "memberships of a dissolved body end"
        ),
        ["Organizations/Features/Points/GetPointTotals.cs"] = (1, Figure, "sums by period and kind"),
        ["Organizations/Features/Points/Parts/PointAccount.cs"] = (1, Figure, "the total is that of the whole account"),
        ["Organizations/Features/Points/ReversePoints.cs"] = (2, Fact, "whose entry it is; sight of her decides"),
        ["Organizations/Features/Points/SetPointRule.cs"] = (1, Figure, "how many people the cap holds back today"),
        ["Organizations/Features/Programmes/ChangeProgramme.cs"] = (
            1,
            Fact,
            "whether something below lies outside its time"
        ),
        ["Organizations/Features/Programmes/GetProgrammeReport.cs"] = (
            1,
            Figure,
            "reach adds up the tree; programmes outside the caller's sight have no line, hosts are named"
        ),
        ["Organizations/Features/Programmes/MoveProgramme.cs"] = (1, Fact, "cycles and depth"),
        ["Organizations/Features/Programmes/Parts/Participations.cs"] = (1, Fact, "whether the person is known"),
        ["Organizations/Features/Reorganisations/ApplyReorganisation.cs"] = (1, Nothing, "both ends were in scope"),
        ["Organizations/Features/Reorganisations/Parts/Report.cs"] = (
            1,
            Figure,
            "counts; what is listed is filtered by scope"
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
    public void Every_caller_of_the_bypass_stands_here_with_its_reason() =>
        Assert.Equal(
            Callers.Select(c => $"{c.Key} {c.Value.Calls}").Order(StringComparer.Ordinal),
            Tree.Under("services")
                .Select(f => (File: f["services/".Length..], Calls: Call().Count(Tree.Read(f))))
                .Where(f => f.Calls > 0)
                .Select(f => $"{f.File} {f.Calls}")
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void No_list_is_answered_inside_the_bypass() =>
        Assert.DoesNotContain(Tree.Under("services"), f =>
            Call()
                .Matches(Tree.Read(f))
                .Any(m => Arguments(Tree.Read(f), m.Index).Contains("AnswerAsync(", StringComparison.Ordinal))
        );

    /// <summary>From the call to the parenthesis that closes it.</summary>
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

    [GeneratedRegex(@"(?<=\.)(AsSystem|EnterAsSystemAsync)\(")]
    private static partial Regex Call();
}
