using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>Turns a breach of the limits of posts into a problem.</summary>
static class Refusal
{
    /// <summary>The problem of a breach, limited to what the caller may see.</summary>
    public static async Task<ProblemException> OfAsync(Session session, Breach breach, CancellationToken ct)
    {
        if (RuleOf(breach) is { } age)
            return new(ProblemOf(breach), age.At("/personId"));
        var visible = await session.Find<bool>(
            "select exists (select from appointments where id = @Id)",
            new { breach.With.Id },
            ct
        );
        var (zh, en) = Describe(breach.With);
        var rule = visible
            ? Problems.OtherAppointment with
            {
                Zh = Problems.OtherAppointment.Zh + "：" + zh,
                En = Problems.OtherAppointment.En + ": " + en,
            }
            : Problems.OtherAppointment;
        return new(ProblemOf(breach), rule.At("/post"));
    }

    public static Problem ProblemOf(Breach breach) =>
        breach.Kind switch
        {
            BreachKind.Same => Problems.AlreadyAppointed,
            BreachKind.Excluded => Problems.PostsExclude,
            BreachKind.PlaceFull => Problems.PlaceFull,
            BreachKind.TooYoung or BreachKind.TooOld => Problems.OutsideAge,
            _ => Problems.PersonFull,
        };

    /// <summary>The breach of an age with its limit; null for another breach.</summary>
    public static FieldRule? RuleOf(Breach breach) =>
        breach.Kind switch
        {
            BreachKind.TooYoung => Problems.TooYoung with
            {
                Zh = $"{Problems.TooYoung.Zh}（须年满 {breach.Limit} 周岁）",
                En = $"{Problems.TooYoung.En} ({breach.Limit} at least)",
            },
            BreachKind.TooOld => Problems.TooOld with
            {
                Zh = $"{Problems.TooOld.Zh}（不得超过 {breach.Limit} 周岁）",
                En = $"{Problems.TooOld.En} ({breach.Limit} at most)",
            },
            _ => null,
        };

    /// <summary>The appointment in words.</summary>
    public static (string Zh, string En) Describe(Tenure t)
    {
        var (from, until) = (ChinaDay.Of(t.From), t.Until is { } u ? ChinaDay.Of(u).ToString("yyyy-MM-dd", null) : "");
        return (
            $"{t.Id}（{t.Post}，{from:yyyy-MM-dd} 至 {(until.Length > 0 ? until : "今")}）",
            $"{t.Id} ({t.Post}, {from:yyyy-MM-dd} to {(until.Length > 0 ? until : "now")})"
        );
    }
}
