namespace Stories;

/// <summary>One step of a story.</summary>
/// <param name="Name">Its name in tests.</param>
/// <param name="Who">Who acts, in Chinese.</param>
/// <param name="Act">What she does and checks.</param>
public sealed record Step(string Name, string Who, string Zh, string En, Func<Task> Act);
