using System.Diagnostics;

namespace ServiceDefaults.Telemetry;

/// <summary>Suppresses spans of polling.</summary>
static class Quiet
{
    public static IDisposable Begin()
    {
        var before = Activity.Current;
        Activity.Current = null;
        return new Scope(OpenTelemetry.SuppressInstrumentationScope.Begin(), before);
    }

    sealed class Scope(IDisposable suppression, Activity? before) : IDisposable
    {
        public void Dispose()
        {
            suppression.Dispose();
            Activity.Current = before;
        }
    }
}
