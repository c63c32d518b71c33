use super::conversions::Conversions;
use super::witness;
use crate::ast::Field;
use crate::shape::literal;
use crate::valid::{Fixed, Slot, StructPlan};
use quote::quote;

pub(super) fn print(fields: &[Field], plan: &StructPlan, generated: bool) -> Conversions {
    let members = plan
        .slots
        .iter()
        .map(|slot| member(&fields[slot.field], slot, generated));
    let beside = quote!(#(#members)*);
    let constants = plan
        .slots
        .iter()
        .map(|slot| witness::constant(slot.field))
        .collect::<Vec<_>>();
    let idents = plan
        .slots
        .iter()
        .map(|slot| &fields[slot.field].ident)
        .collect::<Vec<_>>();
    let fixed_names = plan
        .fixed
        .iter()
        .map(|fixed| &fixed.name)
        .collect::<Vec<_>>();
    let fixed_values = plan.fixed.iter().map(|Fixed { value, .. }| literal(value));
    let rest = plan.rest.map(|place| &fields[place].ident);
    let write_rest = rest.map(|rest| quote!(object.rest(&self.#rest)?;));
    let read_rest = rest.map(|rest| quote!(#rest: object.rest(),));
    Conversions {
        to_value: quote! {
            let mut object = __t::ObjectWriter::new();
            #(object.constant(#fixed_names, &#fixed_values);)*
            #(object.member(#constants, &self.#idents)?;)*
            #write_rest
            ::core::result::Result::Ok(object.done())
        },
        from_value: quote! {
            let mut object = __t::ObjectReader::new(value)?;
            #(object.skip(#fixed_names);)*
            ::core::result::Result::Ok(Self {
                #(#idents: object.member(#constants)?,)*
                #read_rest
            })
        },
        beside,
    }
}

fn member(field: &Field, slot: &Slot, generated: bool) -> proc_macro2::TokenStream {
    let name = &slot.name;
    if generated {
        let of = (name.as_str(), slot.required);
        return witness::generated(slot.field, slot.witness.as_ref(), &field.ty, of);
    }
    let make = match slot.required {
        true => quote!(__t::Member::required(#name)),
        false => quote!(__t::Member::optional(#name)),
    };
    let message = witness::Message {
        message: &slot.message,
        label: &slot.label,
        note: &slot.note,
    };
    witness::print(
        slot.field,
        &field.ident,
        slot.witness.as_ref(),
        &field.ty,
        make,
        &message,
    )
}
