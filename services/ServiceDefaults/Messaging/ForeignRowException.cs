namespace ServiceDefaults.Messaging;

/// <summary>
/// A reaction's event names a row that its stream did not make. The row stays as it is, and the event is parked.
/// </summary>
/// <param name="table">Where the row is.</param>
public sealed class ForeignRowException(string table) : Exception($"the id names another kind of row in {table}");
