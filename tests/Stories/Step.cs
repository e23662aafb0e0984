namespace Stories;

/// <summary>One step of a story.</summary>
/// <param name="Name">Its name in tests.</param>
/// <param name="Who">Who acts, in Chinese.</param>
/// <param name="Act">What she does and checks.</param>
public sealed record Step(string Name, string Who, string Zh, string En, Func<Task> Act);

/// <summary>Ids and marks of one run.</summary>
public sealed record Cast(
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
