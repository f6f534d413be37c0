using OciReconciler.UnitTests.Sources;

namespace OciReconciler.UnitTests.State;

public sealed class LastAppliedSpecsTests : IDisposable
{
    private static readonly WorkloadKey Web = new("web");
    private static readonly WorkloadInputs Inputs = new("sha256:1", ImmutableSortedDictionary<string, string>.Empty.Add("/a.env", "2"));
    private readonly TemporaryDirectory _temporary = new();
    private readonly LastAppliedSpecs _sut;

    public LastAppliedSpecsTests() => _sut = new LastAppliedSpecs(
        _temporary["applied"], StateFiles.ReadOnly, new PublishedFiles(NullLogger<PublishedFiles>.Instance));

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void InputsAt_WhatWasDefined_IsReadByAnotherProcessAndByNobodyElse()
    {
        _sut.SaveInputs(Web, "i1", Inputs);
        Assert.Equal(Inputs, new LastAppliedSpecs(_temporary["applied"], StateFiles.ReadOnly).InputsAt(Web, "i1"));
        Assert.Null(_sut.InputsAt(Web, "i2"));
        Assert.Equal(AtomicFile.PrivateMode, File.GetUnixFileMode(_temporary["applied/web.inputs"]));
        _sut.Forget(Web);
        Assert.Null(_sut.InputsAt(Web, "i1"));
        Assert.Empty(Directory.GetFiles(_temporary["applied"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"inputsHash\":\"i1\"}")]
    [InlineData("{\"inputsHash\":\"i1\",\"inputs\":{}}")]
    [InlineData("{\"inputsHash\":\"i1\",\"inputs\":{\"imageId\":null,\"files\":{}}}")]
    public void InputsAt_DamagedRecord_IsNone(string content)
    {
        _temporary.Make("applied");
        _temporary.Write("applied/web.inputs", content);
        Assert.Null(_sut.InputsAt(Web, "i1"));
    }
}
