using ServiceDefaults.Http;

namespace Organizations.Features.Coverages;

/// <summary>A point as a request gives it.</summary>
static class Point
{
    public static void Check(Validation check, double? longitude, double? latitude)
    {
        check.That(longitude is null or >= -180 and <= 180, "/longitude", PlatformProblems.OutOfRange);
        check.That(latitude is null or >= -90 and <= 90, "/latitude", PlatformProblems.OutOfRange);
        check.That(longitude is null || latitude is not null, "/latitude", PlatformProblems.Required);
        check.That(latitude is null || longitude is not null, "/longitude", PlatformProblems.Required);
    }
}
