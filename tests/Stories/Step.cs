namespace Stories;

/// <summary>One step of a story.</summary>
/// <param name="Name">Name in tests.</param>
/// <param name="Who">The acting person, in Chinese.</param>
/// <param name="Act">Sends the calls of the step and checks the answers.</param>
public sealed record Step(string Name, string Who, string Zh, string En, Func<Task> Act);
