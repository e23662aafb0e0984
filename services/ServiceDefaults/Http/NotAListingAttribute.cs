namespace ServiceDefaults.Http;

/// <summary>Marks a List handler that answers rows without being a <see cref="Listing"/>.</summary>
/// <param name="reason">What of a Listing does not fit: a sentence for who reads the handler.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NotAListingAttribute(string reason) : Attribute
{
    public string Reason => reason;
}
