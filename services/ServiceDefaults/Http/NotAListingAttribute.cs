namespace ServiceDefaults.Http;

/// <summary>Marks a List handler that returns rows without a <see cref="Listing"/>.</summary>
/// <param name="reason">Why a Listing does not fit, in a sentence.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NotAListingAttribute(string reason) : Attribute
{
    public string Reason => reason;
}
