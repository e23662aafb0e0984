namespace Stories;

/// <summary>Ids of the people and records of one run, and the texts that mark its records.</summary>
public sealed record StoryIds(
    Guid Officer,
    Guid Member,
    Guid Planner,
    Guid Trainer,
    Guid Adviser,
    Guid Manager,
    Guid Mother,
    Guid Household,
    Guid Need,
    Guid Class,
    Guid Employer,
    Guid Fitting,
    Guid Evening,
    string Mark,
    string CreditCode
);
