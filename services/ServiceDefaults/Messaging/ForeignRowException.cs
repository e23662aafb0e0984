namespace ServiceDefaults.Messaging;

/// <summary>
/// A reaction's event names a row that its stream did not create. The row stays unchanged, and the event is parked.
/// </summary>
/// <param name="table">The row's table.</param>
public sealed class ForeignRowException(string table) : Exception($"the id names another kind of row in {table}");
