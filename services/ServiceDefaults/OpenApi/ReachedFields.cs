using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace ServiceDefaults.OpenApi;

/// <summary>
/// Finds the static fields that a method may read inside one assembly, from its IL code (ECMA-335, III), through calls,
/// asynchronous methods, iterators and lambdas. Methods of other assemblies are not followed.
/// </summary>
static class ReachedFields
{
    static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(c => c.Value);

    /// <param name="start">The method; its assembly is searched.</param>
    public static IReadOnlySet<FieldInfo> Of(MethodBase start)
    {
        HashSet<FieldInfo> fields = [];
        HashSet<MethodBase> seen = [start];
        Stack<MethodBase> left = new(seen);
        while (left.TryPop(out var method))
            foreach (var member in Members(method))
            {
                if (member is FieldInfo { IsStatic: true } field && fields.Add(field))
                    Follow(field.DeclaringType!.TypeInitializer);
                else if (member is MethodBase called)
                    Follow(called);
                else if (member is Type machine)
                    Follow(machine.GetMethod("MoveNext", BindingFlags.Instance | BindingFlags.NonPublic));
            }
        return fields;

        void Follow(MethodBase? method)
        {
            if (method?.Module == start.Module && seen.Add(method))
                left.Push(method);
        }
    }

    static IEnumerable<MemberInfo> Members(MethodBase method)
    {
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine)
            yield return Closed(machine.StateMachineType, method);
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
            yield break;
        var types = method.DeclaringType is { IsGenericType: true } t ? t.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length; )
        {
            var op = Codes[code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at]];
            at += op.Size;
            if (op.OperandType is OperandType.InlineMethod or OperandType.InlineTok || op == OpCodes.Ldsfld)
                if (method.Module.ResolveMember(BitConverter.ToInt32(code, at), types, arguments) is { } member)
                    yield return member;
            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    /// <summary>The state machine of a method of a generic type is generic with the same arguments.</summary>
    static Type Closed(Type machine, MethodBase method)
    {
        if (!machine.IsGenericTypeDefinition)
            return machine;
        Type[] arguments =
        [
            .. method.DeclaringType!.GetGenericArguments(),
            .. method.IsGenericMethod ? method.GetGenericArguments() : [],
        ];
        return machine.MakeGenericType(arguments);
    }
}
