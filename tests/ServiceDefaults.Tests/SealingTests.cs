using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Data;
using ServiceDefaults.Sealing;
using Testing;

namespace ServiceDefaults.Tests;

public sealed class SealingTests
{
    static readonly string First = TestService.RandomKey(),
        Second = TestService.RandomKey(),
        IndexKey = TestService.RandomKey(),
        Transport = TestService.RandomKey();
    static readonly Guid Row = Guid.NewGuid();
    readonly Sealer _sealer = Make(("Sealing:Keys:k1", First), ("Sealing:Current", "k1"));

    static Sealer Make(params (string Name, string Value)[] settings) =>
        new(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings
                        .Concat([
                            ("Sealing:IndexKey", IndexKey),
                            ("Sealing:Transport:Keys:t1", Transport),
                            ("Sealing:Transport:Current", "t1"),
                        ])
                        .DistinctBy(s => s.Item1)
                        .ToDictionary(s => s.Item1, s => (string?)s.Item2)
                )
                .Build()
        );

    [Property]
    public Property A_sealed_value_opens_in_its_place_and_is_never_sealed_the_same_way_twice() =>
        Prop.ForAll(Arb.From(ArbMap.Default.GeneratorFor<NonNull<string>>()), text =>
        {
            if (text.Get.Any(char.IsSurrogate))
                return true;
            var (one, two) = (
                _sealer.Seal(text.Get, "people", Row, "telephone"),
                _sealer.Seal(text.Get, "people", Row, "telephone")
            );
            return _sealer.Open(one, "people", Row, "telephone") == text.Get
                && _sealer.Open(two, "people", Row, "telephone") == text.Get
                && !one.SequenceEqual(two);
        });

    [Fact]
    public void A_sealed_value_does_not_open_in_another_table_row_or_column()
    {
        var cipher = _sealer.Seal("110105194912310021", "people", Row, "citizen_id");
        Assert.Throws<AuthenticationTagMismatchException>(() => _sealer.Open(cipher, "visitors", Row, "citizen_id"));
        Assert.Throws<AuthenticationTagMismatchException>(() =>
            _sealer.Open(cipher, "people", Guid.NewGuid(), "citizen_id")
        );
        Assert.Throws<AuthenticationTagMismatchException>(() => _sealer.Open(cipher, "people", Row, "telephone"));
    }

    [Fact]
    public void A_value_altered_in_any_byte_or_cut_off_does_not_open()
    {
        var cipher = _sealer.Seal("110105194912310021", "people", Row, "citizen_id");
        for (var i = 0; i < cipher.Length; i++)
        {
            var altered = cipher.ToArray();
            altered[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _sealer.Open(altered, "people", Row, "citizen_id"));
            Assert.ThrowsAny<CryptographicException>(() => _sealer.Open(cipher[..i], "people", Row, "citizen_id"));
        }
    }

    [Fact]
    public void Two_keys_open_values_and_the_current_one_seals()
    {
        var before = _sealer.Seal("old", "people", Row, "name");
        var both = Make(("Sealing:Keys:k1", First), ("Sealing:Keys:k2", Second), ("Sealing:Current", "k2"));
        Assert.Equal("old", both.Open(before, "people", Row, "name"));

        var after = both.Seal("new", "people", Row, "name");
        Assert.Equal(
            "new",
            Make(("Sealing:Keys:k2", Second), ("Sealing:Current", "k2")).Open(after, "people", Row, "name")
        );
        Assert.Contains(
            "'k2' is not configured",
            Assert.Throws<CryptographicException>(() => _sealer.Open(after, "people", Row, "name")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_value_is_bound_to_the_id_of_its_key()
    {
        var cipher = Make(("Sealing:Keys:a1", First), ("Sealing:Current", "a1")).Seal("x", "people", Row, "name");
        cipher[1] = (byte)'b';
        Assert.ThrowsAny<CryptographicException>(() =>
            Make(("Sealing:Keys:b1", First), ("Sealing:Current", "b1")).Open(cipher, "people", Row, "name")
        );
    }

    [Fact]
    public void The_blind_index_is_equal_for_equal_values_of_one_column_and_secret_without_its_key()
    {
        var index = _sealer.Index("13800001234", "people", "telephone");
        Assert.Equal(index, _sealer.Index("13800001234", "people", "telephone"));
        Assert.NotEqual(index, _sealer.Index("13800001235", "people", "telephone"));
        Assert.NotEqual(index, _sealer.Index("13800001234", "people", "other_telephone"));
        Assert.NotEqual(index, _sealer.Index("13800001234", "visitors", "telephone"));
        Assert.NotEqual(
            index,
            Make(("Sealing:Keys:k1", First), ("Sealing:Current", "k1"), ("Sealing:IndexKey", Second))
                .Index("13800001234", "people", "telephone")
        );
    }

    [Fact]
    public void A_field_sealed_for_transport_opens_for_its_event_and_field_only()
    {
        var (id, other) = (Guid.NewGuid(), Guid.NewGuid());
        var word = new EventSealer(_sealer, id).Seal("name", "王小明");
        Assert.Equal("王小明", _sealer.OpenFromTransport(word, id, "name"));
        Assert.ThrowsAny<CryptographicException>(() => _sealer.OpenFromTransport(word, other, "name"));
        Assert.ThrowsAny<CryptographicException>(() => _sealer.OpenFromTransport(word, id, "telephone"));
    }

    [Fact]
    public void Keys_that_are_missing_or_of_the_wrong_size_stop_the_start()
    {
        Assert.Contains(
            "Sealing:Current",
            Assert.Throws<StartupException>(() => Make(("Sealing:Keys:k1", First), ("Sealing:Current", "k9"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Sealing:Keys:k1",
            Assert
                .Throws<StartupException>(() => Make(("Sealing:Keys:k1", "c2hvcnQ="), ("Sealing:Current", "k1")))
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Sealing:IndexKey",
            Assert
                .Throws<StartupException>(() =>
                    Make(("Sealing:Keys:k1", First), ("Sealing:Current", "k1"), ("Sealing:IndexKey", "no base64!"))
                )
                .Message,
            StringComparison.Ordinal
        );
    }
}
