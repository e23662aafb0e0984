using Organizations.Domain;
using ServiceDefaults.Standards;

namespace Organizations.Features.People;

/// <summary>A row about a person: the facts, and the area of registration.</summary>
sealed class PersonRow(int line, PersonFacts facts, string divisionCode)
{
    public int Line => line;
    public PersonFacts Facts => facts;
    public string DivisionCode => divisionCode;

    /// <summary>Rows with equal identities are about one person.</summary>
    public string Identity => facts.CitizenId ?? $"{PersonName.KeyOf(facts.Name)} {facts.Telephone}";

    public Guid Id { get; set; }
    public bool IsKnown { get; set; }

    /// <summary>Values that a known person's record lacks; null for none.</summary>
    public PersonFacts? More { get; set; }
    public string Key { get; set; } = "";
}
