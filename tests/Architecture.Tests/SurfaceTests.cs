using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using ServiceDefaults.Data;
using Xunit;

namespace Architecture.Tests;

/// <summary>ServiceDefaults shows only what the services and the gateway use; the rest of it is free to change.</summary>
public class SurfaceTests
{
    static readonly string[] Programs = ["Organizations", "Census", "Training", "Jobs", "Gateway"];

    [Fact]
    public void A_public_type_of_ServiceDefaults_is_used_by_a_service_or_the_gateway()
    {
        var used = Programs.SelectMany(References).ToHashSet();
        var shown = typeof(Session).Assembly.GetTypes().Where(t => t.IsVisible && !t.Name.Contains('<')).ToList();
        // A base type is as public as the type that derives from it.
        foreach (var type in shown.Where(t => used.Contains(t.FullName!)).ToList())
            for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
                used.Add((parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent).FullName!);
        Assert.Empty(shown.Select(t => t.FullName!).Where(n => !used.Contains(n)).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// The types of ServiceDefaults that a compiled program refers to: those that it names, and those in the signatures
    /// of the members that it uses. Extension methods refer to the class that declares them.
    /// </summary>
    static List<string> References(string program)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, program + ".dll")));
        var reader = file.GetMetadataReader();
        return
        [
            .. reader
                .TypeReferences.Where(t => Home(reader, t) == nameof(ServiceDefaults))
                .Select(t => Name(reader, reader.GetTypeReference(t))),
        ];
    }

    /// <summary>The assembly of a type, empty for one of the program itself.</summary>
    static string Home(MetadataReader reader, TypeReferenceHandle type) =>
        reader.GetTypeReference(type).ResolutionScope switch
        {
            { Kind: HandleKind.TypeReference } outer => Home(reader, (TypeReferenceHandle)outer),
            { Kind: HandleKind.AssemblyReference } assembly => reader.GetString(
                reader.GetAssemblyReference((AssemblyReferenceHandle)assembly).Name
            ),
            _ => "",
        };

    static string Name(MetadataReader reader, TypeReference type)
    {
        var name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
            return Name(reader, reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope)) + "+" + name;
        return type.Namespace.IsNil ? name : reader.GetString(type.Namespace) + "." + name;
    }
}
