using System.Text;
using ServiceDefaults.Data;

namespace Organizations.Features.Programmes;

/// <summary>People of other registers, by their numbers there.</summary>
static class OutsidePeople
{
    /// <summary>One index for all spellings of a number: full-width or half, capital or small.</summary>
    public static byte[] Index(Guid register, string number, Session session) =>
        session.Sealer.Index(
            $"{register:N}|{number.Normalize(NormalizationForm.FormKC).ToUpperInvariant()}",
            "programme_participations",
            "beneficiary"
        );
}
