using Organizations.Domain;
using ServiceDefaults.Standards;

namespace Organizations.Features.People;

/// <summary>A row about a person: what is on record of her, and where she is, or is to be, registered.</summary>
sealed class PersonRow(int line, PersonFacts facts, string divisionCode)
{
    public int Line => line;
    public PersonFacts Facts => facts;
    public string DivisionCode => divisionCode;

    /// <summary>By which she is the same person as in another row.</summary>
    public string Identity => facts.CitizenId ?? $"{PersonName.KeyOf(facts.Name)} {facts.Telephone}";

    public Guid Id { get; set; }
    public bool IsKnown { get; set; }

    /// <summary>What it says of a known person beyond what is on record; null if nothing.</summary>
    public PersonFacts? More { get; set; }
    public string Key { get; set; } = "";
}
