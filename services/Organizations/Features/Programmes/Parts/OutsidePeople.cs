using System.Text;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Programmes;

/// <summary>People of other registers, by their numbers there.</summary>
static class OutsidePeople
{
    public static void Check(Participations.Outside[] outside, Validation check)
    {
        foreach (var (i, o) in outside.Index())
        {
            check.Value($"/outside/{i}/registerId", o.RegisterId);
            foreach (var (n, number) in (o.Numbers ?? []).Index())
                if (string.IsNullOrWhiteSpace(number) || number.Length > 100)
                    check.Add(
                        $"/outside/{i}/numbers/{n}",
                        string.IsNullOrWhiteSpace(number) ? PlatformProblems.Required : PlatformProblems.TooLong
                    );
        }
    }

    /// <summary>One number has one index however it is written: full-width or half, small or capital.</summary>
    public static byte[] Index(Guid register, string number, Session session) =>
        session.Sealer.Index(
            $"{register:N}|{number.Trim().Normalize(NormalizationForm.FormKC).ToUpperInvariant()}",
            "programme_participations",
            "beneficiary"
        );
}
