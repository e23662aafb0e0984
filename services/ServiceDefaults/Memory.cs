using System.Runtime.InteropServices;

namespace ServiceDefaults;

/// <summary>
/// Memory that was needed for a while, for the start or for a large file, and that a process keeps until it has much to
/// do again.
/// </summary>
static class Memory
{
    /// <summary>
    /// Gives back to the machine what nothing needs any more; all threads wait some ten milliseconds for it.
    /// </summary>
    public static void GiveBack()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        try
        {
            // What the just-in-time compiler has freed stays with the C library.
            _ = Trim(0);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        { /* it is not GNU's */
        }
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    static extern int Trim(nuint kept);
}
