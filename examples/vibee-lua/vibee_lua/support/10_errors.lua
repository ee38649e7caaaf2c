--- part: errors
local Error = {
  __tostring = function(self)
    return self.name .. ": " .. self.message
  end,
}

-- Raises an error of this package.
function M.fail(name, message)
  error(setmetatable({ name = name, message = message }, Error), 0)
end

--- part: contract
--- errors: ContractViolation
-- Raises a `ContractViolation` with the text unless the condition holds.
function M.contract(condition, text)
  if not condition then
    M.fail("ContractViolation", text)
  end
end
--- test
tap.test("contract", function()
  support.contract(true, "x")
  tap.raises("ContractViolation", function()
    support.contract(false, "x")
  end)
end)
