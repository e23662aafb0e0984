using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;

namespace Jobs.Features.Employers;

/// <summary>An employer in answers to officers and to the employer.</summary>
/// <param name="Contact">In full for the employer, masked for officers.</param>
sealed record EmployerView(Guid Id, string CreditCode, string Name, Guid DivisionId, string? Contact, long Version)
    : IVersioned
{
    public const string Select = "select id, credit_code, name, division_id, contact_sealed, version from employers";

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
        Guid Id,
        string CreditCode,
        string Name,
        Guid DivisionId,
        byte[]? ContactSealed,
        long Version
    )
    {
        public EmployerView View(Session session)
        {
            var contact = session.Show(ContactSealed, "employers", Id, "contact");
            return new(
                Id,
                CreditCode,
                Name,
                DivisionId,
                contact is null || session.Caller.OrganizationId == Id ? contact : Mask.Middle(contact, 3, 2),
                Version
            );
        }
    }
}
