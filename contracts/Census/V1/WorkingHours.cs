namespace Contracts.Census.V1;

/// <summary>A span of one weekday, in local time.</summary>
/// <param name="Day">ISO 8601 weekday, 1 Monday to 7 Sunday.</param>
/// <param name="From">Start.</param>
/// <param name="To">End, later than the start.</param>
public sealed record WorkingHours(int Day, TimeOnly From, TimeOnly To);
